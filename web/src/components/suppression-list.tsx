import { ActionIcon, Button, Group, Modal, Select, Stack, Text, TextInput } from '@mantine/core'
import { useDebouncedValue } from '@mantine/hooks'
import { IconPhoneOff, IconPlus, IconSearch, IconTrash, IconUpload } from '@tabler/icons-react'
import { useState } from 'react'
import { useNow } from '../api/product-clock.ts'
import { type Suppression, useSuppressions } from '../api/suppressions.ts'
import { type Column, DataTable } from './data-table.tsx'
import { usePager } from './pager.tsx'
import { When } from './person.tsx'
import { Empty } from './states.tsx'
import { AddSuppressionForm, RemoveSuppressionForm } from './suppression-forms.tsx'
import { SuppressionImport } from './suppression-import.tsx'
import { CHANNELS, channelLabel, SOURCES, shownValue, sourceLabel } from './suppression-words.ts'
import { WalkedList } from './walked-list.tsx'

const CLOSE = { 'aria-label': 'Close' }

/** Who may not be called, texted or written to: search, filters, adding, importing, removing. */
export function SuppressionList() {
  const [search, setSearch] = useState('')
  const [q] = useDebouncedValue(search.trim(), 250)
  const [channel, setChannel] = useState<string | null>(null)
  const [source, setSource] = useState<string | null>(null)
  const [open, setOpen] = useState<'add' | 'import' | null>(null)
  const [removing, setRemoving] = useState<Suppression | null>(null)
  const pager = usePager(50)
  const query = useSuppressions({ q, channel, source, cursor: pager.cursor })
  const isFiltered = q !== '' || channel !== null || source !== null
  const close = () => setOpen(null)
  return (
    <>
      <div className="surface">
        <Group p="md" gap="sm">
          <TextInput
            w={{ base: '100%', xs: 260 }}
            aria-label="Search suppressions"
            placeholder="Phone, email, reason or evidence"
            leftSection={<IconSearch size={15} aria-hidden />}
            value={search}
            onChange={(event) => {
              setSearch(event.currentTarget.value)
              pager.reset()
            }}
          />
          <Filter label="Channel" data={CHANNELS} value={channel} onChange={setChannel} onChanged={pager.reset} />
          <Filter label="Entered by" data={SOURCES} value={source} onChange={setSource} onChanged={pager.reset} />
          <Group gap="xs" ml="auto">
            <Button
              variant="default"
              leftSection={<IconUpload size={16} aria-hidden />}
              onClick={() => setOpen('import')}
            >
              Import a list
            </Button>
            <Button leftSection={<IconPlus size={16} aria-hidden />} onClick={() => setOpen('add')}>
              Add
            </Button>
          </Group>
        </Group>
        <WalkedList
          query={query}
          pager={pager}
          searchOn={{
            title: 'Nothing in this part of the list',
            text: 'The list is long, and only a part of it was looked through.',
          }}
          empty={
            <Empty icon={<IconPhoneOff />} title={isFiltered ? 'Nothing here matches' : 'Nobody is suppressed'}>
              {isFiltered
                ? 'No entry of the list fits the search and the filters.'
                : 'People who opt out on a call appear here by themselves.'}
            </Empty>
          }
        >
          {(rows) => <Entries rows={rows} onRemove={setRemoving} />}
        </WalkedList>
      </div>
      <Modal opened={open === 'add'} onClose={close} title="Add a suppression" closeButtonProps={CLOSE}>
        <AddSuppressionForm onDone={close} />
      </Modal>
      <Modal
        opened={open === 'import'}
        onClose={close}
        title="Import a do-not-call list"
        size="lg"
        closeButtonProps={CLOSE}
      >
        <SuppressionImport onDone={close} />
      </Modal>
      <Modal
        opened={removing !== null}
        onClose={() => setRemoving(null)}
        title={removing ? `Remove ${shownValue(removing)}?` : ''}
        closeButtonProps={CLOSE}
      >
        {removing && <RemoveSuppressionForm entry={removing} onDone={() => setRemoving(null)} />}
      </Modal>
    </>
  )
}

function Filter(props: {
  label: string
  data: { value: string; label: string }[]
  value: string | null
  onChange: (value: string | null) => void
  onChanged: () => void
}) {
  return (
    <Select
      w={{ base: '48%', xs: 170 }}
      aria-label={props.label}
      placeholder={`${props.label}: any`}
      data={props.data}
      value={props.value}
      clearable
      onChange={(value) => {
        props.onChange(value)
        props.onChanged()
      }}
    />
  )
}

function Entries({ rows, onRemove }: { rows: Suppression[]; onRemove: (entry: Suppression) => void }) {
  const now = useNow(10_000)
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
    { key: 'channel', header: 'Not to be used for', cell: (row) => channelLabel(row.channel) },
    { key: 'reason', header: 'Reason and evidence', cell: (row) => <Why entry={row} /> },
    { key: 'source', header: 'Entered by', cell: (row) => sourceLabel(row.source) },
    { key: 'created', header: 'Since', cell: (row) => <When at={row.created_at} now={now} /> },
    {
      key: 'actions',
      header: 'Actions',
      cell: (row) => (
        <ActionIcon variant="subtle" color="red" aria-label={`Remove ${shownValue(row)}`} onClick={() => onRemove(row)}>
          <IconTrash size={17} />
        </ActionIcon>
      ),
    },
  ]
  return <DataTable label="Suppressions" columns={columns} rows={rows} rowKey={(row) => row.id} />
}

function Why({ entry }: { entry: Suppression }) {
  return (
    <Stack gap={0} maw={420}>
      <Text size="sm">{entry.reason || '–'}</Text>
      {entry.evidence && (
        <Text size="xs" c="dimmed" lineClamp={3} style={{ whiteSpace: 'pre-line', overflowWrap: 'anywhere' }}>
          {entry.evidence}
        </Text>
      )}
    </Stack>
  )
}
