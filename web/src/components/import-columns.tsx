import { Button, Group, Select, Stack, Text, TextInput } from '@mantine/core'
import { memo, useCallback, useEffect, useRef, useState } from 'react'
import type { ColumnMapping, ColumnTarget, Preview, PreviewColumn } from '../api/imports.ts'
import { countOf } from '../format.ts'
import { COLUMN_TARGETS } from '../import-words.ts'
import { DataTable } from './data-table.tsx'

/** A list of hundreds of columns is mostly variables: the first are what people look at. */
const SHOWN = 12
/** Selects are heavy: so many more at a time. */
const MORE = 40

interface Props {
  preview: Preview
  /** What somebody decided, also what the preview does not know of yet. */
  mapping: ColumnMapping
  onTarget: (header: string, target: ColumnTarget) => void
}

interface Row {
  column: PreviewColumn
  place: number
  target: ColumnTarget
  isGuess: boolean
  notes: { message: string; rows: number } | null
}

/** What each column of a list is, with a select to say otherwise. */
export function ImportColumns({ preview, mapping, onTarget }: Props) {
  const [shown, setShown] = useState(SHOWN)
  const { columns } = preview
  const rows = columns.slice(0, shown).map((column, place): Row => {
    const decided = mapping[column.header]
    const notes = preview.rows.flatMap((row) => row.notes.filter((it) => it.column === column.header).slice(0, 1))
    return {
      column,
      place,
      target: decided ?? column.target,
      isGuess: decided === undefined,
      notes: notes[0] ? { message: notes[0].message, rows: notes.length } : null,
    }
  })
  const tell = useLatest(onTarget)
  const hidden = columns.length - shown
  const twice = new Set(columns.map((it) => it.header).filter((it, i, every) => every.indexOf(it) !== i))
  return (
    <Stack gap={0}>
      <DataTable
        label="Columns of the list"
        rows={rows}
        rowKey={(row) => String(row.place)}
        columns={[
          {
            key: 'header',
            header: 'Column',
            cell: (row) => <Heading row={row} isTwice={twice.has(row.column.header)} />,
          },
          { key: 'samples', header: 'For example', cell: (row) => <Samples samples={row.column.samples} /> },
          {
            key: 'target',
            header: 'Is',
            width: 380,
            cell: (row) => (
              <TargetSelect
                header={row.column.header}
                place={row.place}
                target={row.target}
                isGuess={row.isGuess}
                onTarget={tell}
              />
            ),
          },
        ]}
      />
      {hidden > 0 && (
        <Group p="xs">
          <Button size="compact-sm" variant="subtle" color="gray" onClick={() => setShown(shown + MORE)}>
            {hidden > MORE ? `Show ${MORE} of ${hidden} more columns` : `Show ${countOf(hidden, 'more column')}`}
          </Button>
        </Group>
      )}
    </Stack>
  )
}

function Heading({ row, isTwice }: { row: Row; isTwice: boolean }) {
  const { column, notes, place } = row
  return (
    <Stack gap={2} maw={260}>
      <Text size="sm" fw={600} style={{ overflowWrap: 'anywhere' }}>
        {column.header || `Column ${place + 1}, without a heading`}
      </Text>
      {isTwice && (
        <Text size="xs" c="dimmed">
          There is another column of this name; both are changed together.
        </Text>
      )}
      {notes && (
        <Text size="xs" c="var(--mantine-color-error)">
          {notes.message}
          {notes.rows > 1 && ` And ${countOf(notes.rows - 1, 'more row')} like it.`}
        </Text>
      )}
    </Stack>
  )
}

function Samples({ samples }: { samples: string[] }) {
  const shown = samples.filter(Boolean)
  if (shown.length === 0)
    return (
      <Text size="xs" c="dimmed">
        nothing in the first rows
      </Text>
    )
  return (
    <Stack gap={1} maw={{ base: 170, sm: 240 }}>
      {shown.map((sample, i) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: two rows may say the same
        <Text key={i} size="xs" c="dimmed" truncate title={sample}>
          {sample}
        </Text>
      ))}
    </Stack>
  )
}

interface TargetProps extends Pick<Row, 'place' | 'target' | 'isGuess'> {
  header: string
  onTarget: Props['onTarget']
}

const TargetSelect = memo(({ header, place, target, isGuess, onTarget }: TargetProps) => {
  const name = header || `column ${place + 1}`
  const isVariable = /^variable(:|$)/.test(target)
  const value = isVariable ? 'variable' : target
  const known = COLUMN_TARGETS.some(({ items }) => items.some((it) => it.value === value))
  return (
    <Group gap={6} wrap="nowrap" w={{ base: 250, sm: '100%' }}>
      <Select
        flex={1}
        size="xs"
        aria-label={`What “${name}” is`}
        data={known ? COLUMN_TARGETS : [...COLUMN_TARGETS, { group: 'As it is', items: [{ value, label: value }] }]}
        value={value}
        onChange={(next) => next && onTarget(header, next === 'variable' ? 'variable:' : next)}
        allowDeselect={false}
        searchable
        nothingFoundMessage="There is no such thing"
        comboboxProps={{ width: 'max-content', position: 'bottom-start' }}
      />
      {isVariable && (
        <TextInput
          flex={1}
          size="xs"
          aria-label={`Name of the variable “${name}”`}
          placeholder="As the column"
          maxLength={100}
          value={target.slice('variable:'.length)}
          onChange={(event) => onTarget(header, `variable:${event.currentTarget.value}`)}
        />
      )}
      <Text size="xs" c="dimmed" w={52} ta="right">
        {isGuess && 'guessed'}
      </Text>
    </Group>
  )
})

/** The same function for as long as it is shown, so that what did not change is not drawn again. */
function useLatest(onTarget: Props['onTarget']): Props['onTarget'] {
  const latest = useRef(onTarget)
  useEffect(() => {
    latest.current = onTarget
  })
  return useCallback((header, target) => latest.current(header, target), [])
}
