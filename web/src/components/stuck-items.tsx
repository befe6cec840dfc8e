import { Button, Group, Stack, Text, TextInput } from '@mantine/core'
import { modals } from '@mantine/modals'
import { type FormEvent, useState } from 'react'
import { Link } from 'react-router'
import { type StuckItem, useDiscardItem, useRetryItem } from '../api/operations.ts'
import { useNow } from '../api/product-clock.ts'
import { countOf, formatAgo } from '../format.ts'
import { linkOf, STUCK } from '../operations-words.ts'
import { type Column, DataTable } from './data-table.tsx'
import { toastDone, toastError } from './toasts.ts'
import { WordBadge } from './word-badge.tsx'

/** What always failed and was set aside, with the two things a person can do about each. */
export function StuckItems({ items }: { items: StuckItem[] }) {
  return <DataTable label="Stuck" columns={useColumns()} rows={items} rowKey={(row) => row.id} />
}

function useColumns(): Column<StuckItem>[] {
  const now = useNow(10_000)
  return [
    { key: 'kind', header: 'What', cell: (row) => <WordBadge word={STUCK[row.kind]} /> },
    { key: 'subject', header: 'Which', width: 280, cell: (row) => <Subject item={row} /> },
    {
      key: 'error',
      header: 'Error',
      cell: (row) => (
        <Text inherit ff="monospace" style={{ overflowWrap: 'anywhere' }} maw={520}>
          {row.error}
        </Text>
      ),
    },
    {
      key: 'tries',
      header: 'Tried',
      cell: (row) => (
        <Text inherit style={{ whiteSpace: 'nowrap' }}>
          {countOf(row.tries, 'time')}, {formatAgo(row.last_at, now)}
        </Text>
      ),
    },
    { key: 'actions', header: 'Actions', cell: (row) => <Actions item={row} /> },
  ]
}

function Subject({ item }: { item: StuckItem }) {
  const to = linkOf(item)
  if (!to) return <span style={{ overflowWrap: 'anywhere' }}>{item.subject}</span>
  return (
    <Link className="row-link" style={{ fontWeight: 400, overflowWrap: 'anywhere' }} to={to}>
      {item.subject}
    </Link>
  )
}

function Actions({ item }: { item: StuckItem }) {
  const retry = useRetryItem()
  const name = `${STUCK[item.kind].label} ${item.subject}`
  return (
    <Group gap={6} wrap="nowrap">
      <Button
        size="compact-sm"
        variant="default"
        aria-label={`Try again: ${name}`}
        loading={retry.isPending}
        onClick={() =>
          retry.mutate(item.id, { onSuccess: () => toastDone(`${name} is tried again.`), onError: toastError })
        }
      >
        Try again
      </Button>
      <Button
        size="compact-sm"
        variant="subtle"
        color="red"
        aria-label={`Discard: ${name}`}
        onClick={() =>
          modals.open({
            modalId: item.id,
            title: `Discard this ${STUCK[item.kind].label.toLowerCase()}?`,
            children: <DiscardForm item={item} onDone={() => modals.close(item.id)} />,
          })
        }
      >
        Discard
      </Button>
    </Group>
  )
}

/** What stays behind when it is given up. */
const LOST: Record<StuckItem['kind'], string> = {
  lead: 'The lead stays failed: nobody calls this person for the campaign any more.',
  result: 'The outcome of the call stays as it is; its summary, recording and transcript are given up.',
  event: 'What the carrier said there about the call is given up.',
  message: 'The message is not sent again.',
  import_chunk: 'The list ends where it stopped; the rows after that are not read in.',
}

function DiscardForm({ item, onDone }: { item: StuckItem; onDone: () => void }) {
  const discard = useDiscardItem()
  const [reason, setReason] = useState('')
  function submit(event: FormEvent) {
    event.preventDefault()
    discard.mutate(
      { id: item.id, reason: reason.trim() },
      {
        onSuccess: () => {
          toastDone('It is discarded.')
          onDone()
        },
        onError: toastError,
      },
    )
  }
  return (
    <form onSubmit={submit}>
      <Stack>
        <Text size="sm">{LOST[item.kind]}</Text>
        <TextInput
          label="Reason"
          description="Kept in the audit log"
          required
          maxLength={500}
          value={reason}
          onChange={(event) => setReason(event.currentTarget.value)}
          data-autofocus
        />
        <Group justify="flex-end">
          <Button variant="default" onClick={onDone}>
            Not now
          </Button>
          <Button type="submit" color="red" loading={discard.isPending} disabled={!reason.trim()}>
            Discard
          </Button>
        </Group>
      </Stack>
    </form>
  )
}
