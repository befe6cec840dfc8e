import { Button, Group, Modal, Stack, Text, TextInput } from '@mantine/core'
import { modals } from '@mantine/modals'
import { IconPlus } from '@tabler/icons-react'
import { type FormEvent, useState } from 'react'
import { ApiError } from '../api/client.ts'
import {
  type IngestKey,
  type NewIngestKey,
  useCreateIngestKey,
  useIngestKeys,
  useRevokeIngestKey,
} from '../api/ingest.ts'
import { useNow } from '../api/product-clock.ts'
import { type Column, DataTable } from './data-table.tsx'
import { When } from './person.tsx'
import { ErrorState, Loading } from './states.tsx'
import { toastDone, toastError } from './toasts.ts'
import { CopyCode } from './ways-in-code.tsx'
import { WordBadge } from './word-badge.tsx'

const CLOSE = { 'aria-label': 'Close' }

/** Addresses with a key inside, which a CRM or a form tool can be given without any other right. */
export function IngestKeys({ campaignId }: { campaignId: string }) {
  const keys = useIngestKeys(campaignId)
  const [naming, setNaming] = useState(false)
  const [made, setMade] = useState<NewIngestKey | null>(null)
  return (
    <Stack gap="xs" component="section" aria-label="Ingest addresses">
      <Group justify="space-between" align="flex-start">
        <Stack gap={2} maw={520}>
          <Text component="h3" size="sm" fw={600} m={0}>
            An address for your CRM or form
          </Text>
          <Text size="sm" c="dimmed">
            Paste it where the tool asks for a webhook. Its key is part of it and can do nothing but add people to this
            campaign; fields are matched by name, as the columns of a list are.
          </Text>
        </Stack>
        <Button
          size="xs"
          variant="default"
          leftSection={<IconPlus size={14} aria-hidden />}
          onClick={() => setNaming(true)}
        >
          Make an address
        </Button>
      </Group>
      {keys.isPending ? (
        <Loading rows={2} />
      ) : !keys.data ? (
        <ErrorState error={keys.error} onRetry={() => keys.refetch()} />
      ) : keys.data.length === 0 ? (
        <Text size="sm" c="dimmed">
          None yet.
        </Text>
      ) : (
        <KeyTable campaignId={campaignId} keys={keys.data} />
      )}
      <Modal opened={naming} onClose={() => setNaming(false)} title="Make an address" closeButtonProps={CLOSE}>
        <NameForm
          campaignId={campaignId}
          onMade={(key) => {
            setNaming(false)
            setMade(key)
          }}
          onDone={() => setNaming(false)}
        />
      </Modal>
      <Modal
        opened={made !== null}
        onClose={() => setMade(null)}
        title="The new address"
        size="lg"
        closeOnClickOutside={false}
        closeButtonProps={CLOSE}
      >
        {made && <Made made={made} onDone={() => setMade(null)} />}
      </Modal>
    </Stack>
  )
}

function KeyTable({ campaignId, keys }: { campaignId: string; keys: IngestKey[] }) {
  const now = useNow(5_000)
  const revoke = useRevokeIngestKey(campaignId)
  function askRevoke({ id, name }: IngestKey) {
    modals.openConfirmModal({
      title: `Revoke ${name || 'this address'}?`,
      children: (
        <Text size="sm">
          Whatever sends people there is refused from now on, and nobody it would have sent is added. Who came already
          stays. It cannot be taken back; a new address takes its place.
        </Text>
      ),
      labels: { confirm: 'Revoke it', cancel: 'Keep it' },
      confirmProps: { color: 'red' },
      onConfirm: () =>
        revoke.mutate(id, { onSuccess: () => toastDone('The address is revoked.'), onError: toastError }),
    })
  }
  const columns: Column<IngestKey>[] = [
    {
      key: 'name',
      header: 'Name',
      cell: (row) => (
        <Stack gap={2}>
          <Text size="sm" fw={600}>
            {row.name || 'Without a name'}
          </Text>
          <Text size="xs" c="dimmed">
            {row.prefix}…
          </Text>
        </Stack>
      ),
    },
    { key: 'made', header: 'Made', cell: (row) => <When at={row.created_at} now={now} /> },
    {
      key: 'used',
      header: 'Last used',
      cell: (row) => (row.last_used_at === null ? 'Never' : <When at={row.last_used_at} now={now} />),
    },
    {
      key: 'state',
      header: 'State',
      cell: (row) =>
        row.revoked_at === null ? (
          <Button size="compact-xs" variant="default" aria-label={`Revoke ${row.name}`} onClick={() => askRevoke(row)}>
            Revoke
          </Button>
        ) : (
          <WordBadge word={{ label: 'Revoked', color: 'gray' }} />
        ),
    },
  ]
  return (
    <div className="surface">
      <DataTable label="Ingest addresses" columns={columns} rows={keys} rowKey={(row) => row.id} />
    </div>
  )
}

function NameForm(props: { campaignId: string; onMade: (key: NewIngestKey) => void; onDone: () => void }) {
  const create = useCreateIngestKey(props.campaignId)
  const [name, setName] = useState('')
  function submit(event: FormEvent) {
    event.preventDefault()
    create.mutate(name.trim(), { onSuccess: props.onMade, onError: toastError })
  }
  return (
    <form onSubmit={submit}>
      <Stack>
        <TextInput
          label="Name"
          description="What will send people there"
          placeholder="Contact form of the website"
          required
          maxLength={100}
          data-autofocus
          value={name}
          onChange={(event) => setName(event.currentTarget.value)}
          error={create.error instanceof ApiError ? create.error.at('/name') : undefined}
        />
        <Group justify="flex-end">
          <Button variant="default" onClick={props.onDone}>
            Not now
          </Button>
          <Button type="submit" loading={create.isPending} disabled={name.trim() === ''}>
            Make it
          </Button>
        </Group>
      </Stack>
    </form>
  )
}

function Made({ made, onDone }: { made: NewIngestKey; onDone: () => void }) {
  const example = `curl "${made.url}" \\
  -H "Content-Type: application/json" \\
  -d '{ "name": "Ada Park", "phone": "+1 212 555 0140" }'`
  return (
    <Stack>
      <Text size="sm">
        It is shown only now: paste it into the tool. Whoever has it can add people to this campaign, and nothing else.
      </Text>
      <CopyCode text={made.url} label="The address" />
      <Text size="sm" fw={600}>
        To try it
      </Text>
      <CopyCode text={example} label="A request to try it" />
      <Group justify="flex-end">
        <Button onClick={onDone}>I have kept it</Button>
      </Group>
    </Stack>
  )
}
