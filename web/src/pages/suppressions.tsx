import { ActionIcon, Button, Group, Modal, SegmentedControl, Stack, Text, TextInput } from '@mantine/core'
import { useDebouncedValue } from '@mantine/hooks'
import { IconPhoneOff, IconPlus, IconSearch, IconTrash } from '@tabler/icons-react'
import { type FormEvent, useState } from 'react'
import { ApiError } from '../api/client.ts'
import { useNow } from '../api/product-clock.ts'
import { type Suppression, useAddSuppression, useRemoveSuppression, useSuppressions } from '../api/suppressions.ts'
import { type Column, DataTable } from '../components/data-table.tsx'
import { PageHeader } from '../components/page-header.tsx'
import { Pager, usePager } from '../components/pager.tsx'
import { When } from '../components/person.tsx'
import { Empty, ErrorState, Loading } from '../components/states.tsx'
import { toastDone, toastError } from '../components/toasts.ts'
import { formatPhone } from '../format.ts'
import { humanize } from '../words.ts'

const shownValue = (entry: Suppression) => (entry.kind === 'phone' ? formatPhone(entry.value) : entry.value)

export default function SuppressionsPage() {
  const [search, setSearch] = useState('')
  const [q] = useDebouncedValue(search.trim(), 250)
  const [adding, setAdding] = useState(false)
  const [removing, setRemoving] = useState<Suppression | null>(null)
  const pager = usePager(50)
  const query = useSuppressions({ q, cursor: pager.cursor })
  const now = useNow(10_000)
  const rows = query.data?.data ?? []
  const columns: Column<Suppression>[] = [
    {
      key: 'value',
      header: 'Phone or email',
      cell: (row) => (
        <Text size="sm" fw={600}>
          {shownValue(row)}
        </Text>
      ),
    },
    { key: 'reason', header: 'Reason', cell: (row) => row.reason || '–' },
    { key: 'source', header: 'Entered by', cell: (row) => humanize(row.source) },
    { key: 'created', header: 'Since', cell: (row) => <When at={row.created_at} now={now} /> },
    {
      key: 'actions',
      header: 'Actions',
      cell: (row) => (
        <ActionIcon
          variant="subtle"
          color="red"
          aria-label={`Remove ${shownValue(row)}`}
          onClick={() => setRemoving(row)}
        >
          <IconTrash size={17} />
        </ActionIcon>
      ),
    },
  ]
  return (
    <>
      <PageHeader
        title="Suppressions"
        subtitle="Phones and emails nobody in the organization may call or write to"
        actions={
          <Button leftSection={<IconPlus size={16} aria-hidden />} onClick={() => setAdding(true)}>
            Add
          </Button>
        }
      />
      <div className="surface">
        <Group p="md">
          <TextInput
            w={{ base: '100%', xs: 280 }}
            aria-label="Search suppressions"
            placeholder="Phone, email or reason"
            leftSection={<IconSearch size={15} aria-hidden />}
            value={search}
            onChange={(event) => {
              setSearch(event.currentTarget.value)
              pager.reset()
            }}
          />
        </Group>
        {query.isPending ? (
          <Loading />
        ) : !query.data ? (
          <ErrorState error={query.error} onRetry={() => query.refetch()} />
        ) : rows.length === 0 ? (
          <Empty icon={<IconPhoneOff />} title={q ? 'Nothing here matches' : 'Nobody is suppressed'}>
            {q ? 'This phone or email may be contacted.' : 'People who opt out on a call appear here by themselves.'}
          </Empty>
        ) : (
          <>
            <DataTable label="Suppressions" columns={columns} rows={rows} rowKey={(row) => row.id} />
            <Pager pager={pager} nextCursor={query.data.next_cursor} shown={rows.length} />
          </>
        )}
      </div>
      <Modal opened={adding} onClose={() => setAdding(false)} title="Add a suppression">
        <AddForm onDone={() => setAdding(false)} />
      </Modal>
      <Modal
        opened={removing !== null}
        onClose={() => setRemoving(null)}
        title={removing ? `Remove ${shownValue(removing)}?` : ''}
      >
        {removing && <RemoveForm entry={removing} onDone={() => setRemoving(null)} />}
      </Modal>
    </>
  )
}

function AddForm({ onDone }: { onDone: () => void }) {
  const add = useAddSuppression()
  const [kind, setKind] = useState<'phone' | 'email'>('phone')
  const [value, setValue] = useState('')
  const [reason, setReason] = useState('')
  const problem = add.error instanceof ApiError ? add.error : null
  function submit(event: FormEvent) {
    event.preventDefault()
    add.mutate(
      { [kind]: value.trim(), reason: reason.trim() },
      {
        onSuccess: () => {
          toastDone(`${value.trim()} will not be contacted.`)
          onDone()
        },
        onError: toastError,
      },
    )
  }
  return (
    <form onSubmit={submit}>
      <Stack>
        <SegmentedControl
          aria-label="Kind"
          data={[
            { value: 'phone', label: 'Phone' },
            { value: 'email', label: 'Email' },
          ]}
          value={kind}
          onChange={(next) => setKind(next as 'phone' | 'email')}
        />
        <TextInput
          label={kind === 'phone' ? 'Phone' : 'Email'}
          type={kind === 'phone' ? 'tel' : 'email'}
          required
          value={value}
          onChange={(event) => setValue(event.currentTarget.value)}
          error={problem?.at(`/${kind}`)}
          data-autofocus
        />
        <TextInput
          label="Reason"
          description="Who asked for it, and how"
          required
          value={reason}
          onChange={(event) => setReason(event.currentTarget.value)}
          error={problem?.at('/reason')}
        />
        <Group justify="flex-end">
          <Button variant="default" onClick={onDone}>
            Not now
          </Button>
          <Button type="submit" loading={add.isPending}>
            Suppress
          </Button>
        </Group>
      </Stack>
    </form>
  )
}

function RemoveForm({ entry, onDone }: { entry: Suppression; onDone: () => void }) {
  const remove = useRemoveSuppression()
  const [reason, setReason] = useState('')
  function submit(event: FormEvent) {
    event.preventDefault()
    remove.mutate(
      { entry, reason: reason.trim() },
      {
        onSuccess: () => {
          toastDone(`${shownValue(entry)} may be contacted again.`)
          onDone()
        },
        onError: toastError,
      },
    )
  }
  return (
    <form onSubmit={submit}>
      <Stack>
        <Text size="sm">
          It was entered because: {entry.reason || 'no reason given'}. Without this entry, campaigns may contact this
          person again. The removal and your reason are kept in the audit log.
        </Text>
        <TextInput
          label="Reason for removing it"
          required
          value={reason}
          onChange={(event) => setReason(event.currentTarget.value)}
          data-autofocus
        />
        <Group justify="flex-end">
          <Button variant="default" onClick={onDone}>
            Keep it
          </Button>
          <Button type="submit" color="red" loading={remove.isPending} disabled={!reason.trim()}>
            Remove
          </Button>
        </Group>
      </Stack>
    </form>
  )
}
