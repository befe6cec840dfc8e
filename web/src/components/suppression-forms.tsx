import { Button, Group, SegmentedControl, Select, Stack, Text, Textarea, TextInput } from '@mantine/core'
import { type FormEvent, useState } from 'react'
import { ApiError } from '../api/client.ts'
import {
  type Suppression,
  type SuppressionChannel,
  useAddSuppression,
  useRemoveSuppression,
} from '../api/suppressions.ts'
import { PHONE_CHANNELS, shownValue } from './suppression-words.ts'
import { toastDone, toastError } from './toasts.ts'

export function AddSuppressionForm({ onDone }: { onDone: () => void }) {
  const add = useAddSuppression()
  const [kind, setKind] = useState<'phone' | 'email'>('phone')
  const [value, setValue] = useState('')
  const [channel, setChannel] = useState<SuppressionChannel>('all')
  const [reason, setReason] = useState('')
  const [evidence, setEvidence] = useState('')
  const problem = add.error instanceof ApiError ? add.error : null
  function submit(event: FormEvent) {
    event.preventDefault()
    const input = {
      [kind]: value.trim(),
      ...(kind === 'phone' && { channel }),
      reason: reason.trim(),
      evidence: evidence.trim(),
    }
    add.mutate(input, {
      onSuccess: () => {
        toastDone(`${value.trim()} will not be contacted.`)
        onDone()
      },
      onError: toastError,
    })
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
        {kind === 'phone' && (
          <Select
            label="Not to be used for"
            data={PHONE_CHANNELS}
            allowDeselect={false}
            value={channel}
            onChange={(next) => setChannel((next ?? 'all') as SuppressionChannel)}
            error={problem?.at('/channel')}
          />
        )}
        <TextInput
          label="Reason"
          description="Who asked for it, and how"
          required
          value={reason}
          onChange={(event) => setReason(event.currentTarget.value)}
          error={problem?.at('/reason')}
        />
        <Textarea
          label="Evidence"
          description="Their words, a ticket, a link: what you would show if asked"
          autosize
          minRows={2}
          maxLength={2000}
          value={evidence}
          onChange={(event) => setEvidence(event.currentTarget.value)}
          error={problem?.at('/evidence')}
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

export function RemoveSuppressionForm({ entry, onDone }: { entry: Suppression; onDone: () => void }) {
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
