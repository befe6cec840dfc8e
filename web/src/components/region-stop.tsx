import { Alert, Button, Group, Modal, Stack, Text, TextInput } from '@mantine/core'
import { IconHandStop } from '@tabler/icons-react'
import { type FormEvent, useState } from 'react'
import { ApiError } from '../api/client.ts'
import { type RegionStop, useReleaseRegion, useStopRegion } from '../api/compliance.ts'
import { formatDateTime, formatRelative, viewerZoneName } from '../format.ts'
import { InstantInput } from './instant-input.tsx'
import { whoOf } from './kill-switch.tsx'
import { toastDone, toastError } from './toasts.ts'

/** Emergency stops of regions: what is asked before one is set or lifted, and how one that stands is told. */

export interface RegionStopAsked {
  verb: 'stop' | 'lift'
  /** '' is asked for. */
  region: string
  name: string
}

export function RegionStopModal({ asked, onClose }: { asked: RegionStopAsked | null; onClose: () => void }) {
  const title = asked?.verb === 'lift' ? `Lift the stop of ${asked.name}?` : `Stop calls to ${asked?.name}?`
  return (
    <Modal
      opened={asked !== null}
      onClose={onClose}
      title={asked && title}
      closeButtonProps={{ 'aria-label': 'Close' }}
    >
      {asked?.verb === 'stop' && <StopForm asked={asked} onDone={onClose} />}
      {asked?.verb === 'lift' && <LiftForm asked={asked} onDone={onClose} />}
    </Modal>
  )
}

interface FormProps {
  asked: RegionStopAsked
  onDone: () => void
}

function StopForm({ asked, onDone }: FormProps) {
  const stop = useStopRegion()
  const [region, setRegion] = useState(asked.region)
  const [reason, setReason] = useState('')
  const [until, setUntil] = useState<string | null>(null)
  const problem = stop.error instanceof ApiError ? stop.error : null
  function submit(event: FormEvent) {
    event.preventDefault()
    stop.mutate(
      { region: region.trim().toUpperCase(), reason: reason.trim(), until },
      {
        onSuccess: ({ name }) => {
          toastDone(`Calls to ${name} are stopped.`)
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
          From the next dial on no campaign calls anybody who may be there, also with the rules of states switched off.
          Calls in progress go on to their end.
        </Text>
        {asked.region === '' && (
          <TextInput
            label="Region"
            description="The code of a state, a province or a country: US-LA, CA-ON, MX"
            required
            maxLength={10}
            value={region}
            onChange={(event) => setRegion(event.currentTarget.value)}
            error={problem?.at('/region') ?? problem?.at('region')}
            data-autofocus
          />
        )}
        <ReasonInput value={reason} onChange={setReason} problem={problem} autoFocus={asked.region !== ''} />
        <InstantInput
          label="Ends"
          description="Leave it empty to lift the stop by hand"
          value={until}
          onChange={setUntil}
          error={problem?.at('/until')}
        />
        <Buttons act="Stop calls" color="red" onDone={onDone} isPending={stop.isPending} disabled={!reason.trim()} />
      </Stack>
    </form>
  )
}

function LiftForm({ asked, onDone }: FormProps) {
  const release = useReleaseRegion()
  const [reason, setReason] = useState('')
  const problem = release.error instanceof ApiError ? release.error : null
  function submit(event: FormEvent) {
    event.preventDefault()
    release.mutate(
      { region: asked.region, reason: reason.trim() },
      {
        onSuccess: () => {
          toastDone(`The stop of ${asked.name} is lifted.`)
          onDone()
        },
        onError: toastError,
      },
    )
  }
  return (
    <form onSubmit={submit}>
      <Stack>
        <Text size="sm">Active campaigns call people there again at once, where every other rule allows it.</Text>
        <ReasonInput value={reason} onChange={setReason} problem={problem} autoFocus />
        <Buttons act="Lift the stop" onDone={onDone} isPending={release.isPending} disabled={!reason.trim()} />
      </Stack>
    </form>
  )
}

function ReasonInput(props: {
  value: string
  onChange: (value: string) => void
  problem: ApiError | null
  autoFocus: boolean
}) {
  return (
    <TextInput
      label="Reason"
      description="Shown to your team and kept in the audit log"
      required
      maxLength={500}
      value={props.value}
      onChange={(event) => props.onChange(event.currentTarget.value)}
      error={props.problem?.at('/reason')}
      data-autofocus={props.autoFocus || undefined}
    />
  )
}

function Buttons(props: { act: string; color?: string; onDone: () => void; isPending: boolean; disabled: boolean }) {
  return (
    <Group justify="flex-end">
      <Button variant="default" onClick={props.onDone}>
        Not now
      </Button>
      <Button type="submit" color={props.color} loading={props.isPending} disabled={props.disabled}>
        {props.act}
      </Button>
    </Group>
  )
}

interface AlertProps {
  stop: RegionStop
  now: number
  onLift: (asked: RegionStopAsked) => void
}

/** Since when and why nobody there is called, with the way back. */
export function RegionStopAlert({ stop, now, onLift }: AlertProps) {
  const { region, name } = stop
  const when = (at: string) => `${formatDateTime(at)} ${viewerZoneName()} (${formatRelative(at, now)})`
  return (
    <Alert color="red" variant="outline" icon={<IconHandStop aria-hidden />} title={`Calls to ${name} are stopped`}>
      <Group justify="space-between" gap="sm">
        <div style={{ flex: '1 1 240px', overflowWrap: 'anywhere' }}>
          <Text size="sm">{stop.reason}</Text>
          <Text size="xs" c="dimmed">
            Since {when(stop.stopped_at)}, by {whoOf(stop.by)}.{' '}
            {stop.until ? `It ends ${when(stop.until)}.` : 'It stands until it is lifted.'}
          </Text>
        </div>
        <Button size="xs" variant="default" onClick={() => onLift({ verb: 'lift', region, name })}>
          Lift the stop of {name}
        </Button>
      </Group>
    </Alert>
  )
}
