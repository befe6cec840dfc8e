import { Group, Table, UnstyledButton } from '@mantine/core'
import { IconArrowDown, IconArrowsSort, IconArrowUp } from '@tabler/icons-react'
import type { ReactNode } from 'react'

export interface Column<T> {
  key: string
  header: string
  cell: (row: T) => ReactNode
  numeric?: boolean
  /** The API's name of this order; absent: not sortable. */
  sort?: string
  width?: number | string
}

interface Props<T> {
  label: string
  columns: Column<T>[]
  rows: T[]
  rowKey: (row: T) => string
  /** A convenience of the pointer only: the first cell carries the link or button that does the same. */
  onRowClick?: (row: T) => void
  /** `name` or `-name`. */
  sort?: string
  onSort?: (sort: string) => void
}

/** A table that scrolls sideways when wide and turns into cards on a phone. */
export function DataTable<T>({ label, columns, rows, rowKey, onRowClick, sort, onSort }: Props<T>) {
  return (
    <Table.ScrollContainer minWidth="100%" pb={0}>
      <Table
        className="data-table"
        aria-label={label}
        role="table"
        highlightOnHover
        verticalSpacing={8}
        horizontalSpacing={8}
        tabularNums
      >
        <Table.Thead role="rowgroup">
          <Table.Tr role="row">
            {columns.map((column) => (
              <Table.Th
                key={column.key}
                role="columnheader"
                scope="col"
                w={column.width}
                data-numeric={column.numeric || undefined}
                aria-sort={ariaSort(column, sort)}
              >
                {column.sort && onSort ? <SortButton column={column} sort={sort} onSort={onSort} /> : column.header}
              </Table.Th>
            ))}
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody role="rowgroup">
          {rows.map((row) => (
            <Table.Tr
              key={rowKey(row)}
              role="row"
              data-clickable={onRowClick ? true : undefined}
              onClick={onRowClick && ((event) => !isControl(event.target) && onRowClick(row))}
            >
              {columns.map((column, i) => (
                <Table.Td
                  key={column.key}
                  role="cell"
                  data-label={i === 0 ? '' : column.header}
                  data-numeric={column.numeric || undefined}
                >
                  {column.cell(row)}
                </Table.Td>
              ))}
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </Table.ScrollContainer>
  )
}

/** A click on a control inside the row means the control. */
function isControl(target: EventTarget): boolean {
  return target instanceof Element && target.closest('a, button, input, label, [role="menu"]') !== null
}

function ariaSort<T>(column: Column<T>, sort: string | undefined) {
  if (!column.sort) return undefined
  if (sort === column.sort) return 'ascending' as const
  return sort === `-${column.sort}` ? ('descending' as const) : ('none' as const)
}

function SortButton<T>(props: { column: Column<T>; sort: string | undefined; onSort: (sort: string) => void }) {
  const { column, sort, onSort } = props
  const order = ariaSort(column, sort)
  const Icon = order === 'ascending' ? IconArrowUp : order === 'descending' ? IconArrowDown : IconArrowsSort
  return (
    <UnstyledButton
      fz="inherit"
      fw="inherit"
      c="inherit"
      onClick={() => onSort(order === 'ascending' ? `-${column.sort}` : (column.sort ?? ''))}
    >
      <Group component="span" gap={4} wrap="nowrap">
        {column.header}
        <Icon size={13} aria-hidden />
      </Group>
    </UnstyledButton>
  )
}
