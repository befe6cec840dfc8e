import { ActionIcon, Button, Group, Select, Text } from '@mantine/core'
import { IconChevronLeft, IconChevronRight } from '@tabler/icons-react'
import { useState } from 'react'

/** Walks pages forward by cursor and back by memory. */
export function usePager(initialSize = 25) {
  const [cursors, setCursors] = useState<string[]>([])
  const [size, setSize] = useState(initialSize)
  return {
    cursor: cursors.at(-1),
    page: cursors.length + 1,
    size,
    next: (cursor: string) => setCursors((all) => [...all, cursor]),
    previous: () => setCursors((all) => all.slice(0, -1)),
    reset: () => setCursors([]),
    resize: (next: number) => {
      setSize(next)
      setCursors([])
    },
  }
}

/** When nothing was found in the part of a long list that was looked through. */
export function SearchOn({ pager, nextCursor }: { pager: ReturnType<typeof usePager>; nextCursor: string }) {
  return (
    <Button variant="default" onClick={() => pager.next(nextCursor)}>
      Search on
    </Button>
  )
}

export function Pager(props: {
  pager: ReturnType<typeof usePager>
  nextCursor: string | null
  shown: number
  sizes?: number[]
}) {
  const { pager, nextCursor, shown } = props
  if (pager.page === 1 && !nextCursor && shown <= 25) return null
  return (
    <Group justify="space-between" p="xs" px="md" gap="xs">
      <Text size="sm" c="dimmed" aria-live="polite">
        Page {pager.page}, {shown} shown
        {nextCursor && shown < pager.size && '; the list is long, and goes on on the next page'}
      </Text>
      <Group gap="xs">
        {props.sizes && (
          <Select
            size="xs"
            w={110}
            aria-label="Rows per page"
            data={props.sizes.map((size) => ({ value: String(size), label: `${size} rows` }))}
            value={String(pager.size)}
            onChange={(value) => value && pager.resize(Number(value))}
            allowDeselect={false}
          />
        )}
        <ActionIcon variant="default" aria-label="Previous page" disabled={pager.page === 1} onClick={pager.previous}>
          <IconChevronLeft size={16} />
        </ActionIcon>
        <ActionIcon
          variant="default"
          aria-label="Next page"
          disabled={!nextCursor}
          onClick={() => nextCursor && pager.next(nextCursor)}
        >
          <IconChevronRight size={16} />
        </ActionIcon>
      </Group>
    </Group>
  )
}
