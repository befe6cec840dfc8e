import { ActionIcon, Button, Group, Modal, NumberInput, Stack, Switch, Text, TextInput, Tooltip } from '@mantine/core'
import { modals } from '@mantine/modals'
import { IconPencil, IconPhone, IconPlus, IconTrash } from '@tabler/icons-react'
import { type FormEvent, useState } from 'react'
import { ApiError } from '../api/client.ts'
import {
  type NumberInput as Input,
  type OwnNumber,
  useDeleteNumber,
  useNumbers,
  useSaveNumber,
} from '../api/numbers.ts'
import { type Column, DataTable } from '../components/data-table.tsx'
import { type KillSwitchAsked, KillSwitchModal } from '../components/kill-switch.tsx'
import { PageHeader } from '../components/page-header.tsx'
import { SpamScore } from '../components/spam-score.tsx'
import { Empty, ErrorState, Loading } from '../components/states.tsx'
import { toastDone, toastError } from '../components/toasts.ts'
import { WordBadge } from '../components/word-badge.tsx'
import { cityOf, formatCount, formatPhone } from '../format.ts'
import { RUNNING } from '../words.ts'

export default function NumbersPage() {
  const numbers = useNumbers(5000)
  const remove = useDeleteNumber()
  const [editing, setEditing] = useState<OwnNumber | 'new' | null>(null)
  const [asked, setAsked] = useState<KillSwitchAsked | null>(null)
  function askSwitch(number: OwnNumber) {
    const what = { kind: 'number' as const, id: number.id, name: formatPhone(number.e164) }
    setAsked({ what, verb: number.enabled ? 'stop' : 'resume' })
  }
  function askDelete(number: OwnNumber) {
    modals.openConfirmModal({
      title: `Delete ${formatPhone(number.e164)}?`,
      children: (
        <Text size="sm">
          Nothing will call from it again. Its calls stay in the call history. A number in use by a campaign cannot be
          deleted.
        </Text>
      ),
      labels: { confirm: 'Delete the number', cancel: 'Keep it' },
      confirmProps: { color: 'red' },
      onConfirm: () =>
        remove.mutate(number.id, { onSuccess: () => toastDone('The number is deleted.'), onError: toastError }),
    })
  }
  const columns: Column<OwnNumber>[] = [
    {
      key: 'e164',
      header: 'Number',
      cell: (row) => (
        <Text fw={600} size="sm" style={{ whiteSpace: 'nowrap' }}>
          {formatPhone(row.e164)}
        </Text>
      ),
    },
    { key: 'name', header: 'Name', cell: (row) => row.name || '–' },
    { key: 'spam', header: 'Spam score', cell: (row) => <SpamScore score={row.spam_score} /> },
    {
      key: 'today',
      header: 'Calls today',
      numeric: true,
      cell: (row) => (
        <Tooltip label={`Since midnight in ${cityOf(row.zone)}`}>
          <span>{formatCount(row.calls_today)}</span>
        </Tooltip>
      ),
    },
    { key: 'weight', header: 'Weight', numeric: true, cell: (row) => row.weight },
    {
      key: 'enabled',
      header: 'In use',
      cell: (row) => (
        <Group gap="xs" wrap="nowrap">
          <Switch
            checked={row.enabled}
            onChange={() => askSwitch(row)}
            aria-label={`Call from ${formatPhone(row.e164)}`}
          />
          {!row.enabled && <WordBadge word={RUNNING.stopped} note={row.stop_reason} />}
        </Group>
      ),
    },
    {
      key: 'actions',
      header: 'Actions',
      cell: (row) => (
        <Group gap={4} wrap="nowrap">
          <ActionIcon
            variant="subtle"
            color="gray"
            aria-label={`Edit ${formatPhone(row.e164)}`}
            onClick={() => setEditing(row)}
          >
            <IconPencil size={17} />
          </ActionIcon>
          <ActionIcon
            variant="subtle"
            color="red"
            aria-label={`Delete ${formatPhone(row.e164)}`}
            onClick={() => askDelete(row)}
          >
            <IconTrash size={17} />
          </ActionIcon>
        </Group>
      ),
    },
  ]
  const add = (
    <Button leftSection={<IconPlus size={16} aria-hidden />} onClick={() => setEditing('new')}>
      Add a number
    </Button>
  )
  return (
    <>
      <PageHeader title="Numbers" subtitle="The phone numbers campaigns call from" actions={add} />
      <div className="surface">
        {numbers.isPending ? (
          <Loading />
        ) : !numbers.data ? (
          <ErrorState error={numbers.error} onRetry={() => numbers.refetch()} />
        ) : numbers.data.length === 0 ? (
          <Empty icon={<IconPhone />} title="No numbers yet" action={add}>
            A campaign needs at least one number to call from.
          </Empty>
        ) : (
          <DataTable label="Numbers" columns={columns} rows={numbers.data} rowKey={(row) => row.id} />
        )}
      </div>
      <KillSwitchModal asked={asked} onClose={() => setAsked(null)} />
      <Modal
        opened={editing !== null}
        onClose={() => setEditing(null)}
        title={editing === 'new' ? 'Add a number' : 'Edit the number'}
      >
        {editing && <NumberForm number={editing === 'new' ? null : editing} onDone={() => setEditing(null)} />}
      </Modal>
    </>
  )
}

function NumberForm({ number, onDone }: { number: OwnNumber | null; onDone: () => void }) {
  const save = useSaveNumber()
  const [input, setInput] = useState<Input>({
    e164: number?.e164 ?? '',
    name: number?.name ?? '',
    spam_score: number?.spam_score ?? 0,
    weight: number?.weight ?? 1,
    zone: number?.zone ?? 'America/New_York',
  })
  const problem = save.error instanceof ApiError ? save.error : null
  function submit(event: FormEvent) {
    event.preventDefault()
    const { e164, ...rest } = input
    save.mutate(
      { id: number?.id ?? null, input: e164 === number?.e164 ? rest : input },
      {
        onSuccess: () => {
          toastDone('The number is saved.')
          onDone()
        },
        onError: toastError,
      },
    )
  }
  return (
    <form onSubmit={submit}>
      <Stack>
        <TextInput
          label="Number"
          description="With country code, such as +1 212 555 0100"
          required
          type="tel"
          value={input.e164}
          onChange={(event) => setInput({ ...input, e164: event.currentTarget.value })}
          error={problem?.at('/e164')}
        />
        <TextInput
          label="Name"
          value={input.name}
          onChange={(event) => setInput({ ...input, name: event.currentTarget.value })}
          error={problem?.at('/name')}
        />
        <TextInput
          label="Time zone"
          description="Its midnight begins the number's day, such as America/Chicago"
          required
          value={input.zone}
          onChange={(event) => setInput({ ...input, zone: event.currentTarget.value })}
          error={problem?.at('/zone')}
        />
        <Group grow align="flex-start">
          <NumberInput
            label="Spam score"
            description="0 (clean) to 9"
            min={0}
            max={9}
            allowDecimal={false}
            value={input.spam_score}
            onChange={(value) => typeof value === 'number' && setInput({ ...input, spam_score: value })}
            error={problem?.at('/spam_score')}
          />
          <NumberInput
            label="Weight"
            description="1 to 100, for rotation by weight"
            min={1}
            max={100}
            allowDecimal={false}
            value={input.weight}
            onChange={(value) => typeof value === 'number' && setInput({ ...input, weight: value })}
            error={problem?.at('/weight')}
          />
        </Group>
        <Group justify="flex-end">
          <Button variant="default" onClick={onDone}>
            Not now
          </Button>
          <Button type="submit" loading={save.isPending}>
            Save
          </Button>
        </Group>
      </Stack>
    </form>
  )
}
