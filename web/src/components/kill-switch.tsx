import { Alert, Button, Group, Modal, Stack, Text, TextInput } from '@mantine/core'
import { IconHandStop, IconPlayerPlay } from '@tabler/icons-react'
import { type FormEvent, type ReactNode, useState } from 'react'
import { ApiError } from '../api/client.ts'
import { type Stoppable, type Stopped, useKillSwitch } from '../api/kill-switches.ts'
import type { Organization } from '../api/organization.ts'
import { useNow } from '../api/product-clock.ts'
import { formatDateTime, formatRelative, viewerZoneName } from '../format.ts'
import { toastDone, toastError } from './toasts.ts'

/** Stopping and resuming: of all calls, of one agent, of one number. Both ask why. */

export interface KillSwitchAsked {
  what: Stoppable
  verb: 'stop' | 'resume'
}

const titleOf = ({ what, verb }: KillSwitchAsked): string => {
  if (what.kind === 'organization') return verb === 'stop' ? 'Stop all calls?' : 'Resume calls?'
  return verb === 'stop' ? `Stop ${what.name}?` : `Resume ${what.name}?`
}

/** What follows, in one sentence. */
function consequence({ what, verb }: KillSwitchAsked): string {
  if (verb === 'resume') {
    if (what.kind === 'organization') return 'Every active campaign goes on calling at once.'
    return what.kind === 'agent'
      ? 'Its active campaigns go on calling at once.'
      : 'The campaigns that use it call from it again.'
  }
  switch (what.kind) {
    case 'organization':
      return 'No campaign starts another call until you resume. Calls in progress go on to their end.'
    case 'agent':
      return 'Nobody else is called with this agent, by any campaign, until you resume it. Its calls in progress go on to their end.'
    case 'number':
      return 'No campaign calls from this number until you resume it. Calls in progress go on to their end.'
  }
}

const doneWords = ({ what, verb }: KillSwitchAsked): string => {
  const name = what.kind === 'organization' ? 'All calls are' : `${what.name} is`
  return `${name} ${verb === 'stop' ? 'stopped' : 'resumed'}.`
}

export function KillSwitchModal({ asked, onClose }: { asked: KillSwitchAsked | null; onClose: () => void }) {
  return (
    <Modal opened={asked !== null} onClose={onClose} title={asked && titleOf(asked)}>
      {asked && <KillSwitchForm asked={asked} onDone={onClose} />}
    </Modal>
  )
}

function KillSwitchForm({ asked, onDone }: { asked: KillSwitchAsked; onDone: () => void }) {
  const { what, verb } = asked
  const kill = useKillSwitch(what)
  const [reason, setReason] = useState('')
  const problem = kill.error instanceof ApiError ? kill.error : null
  const act = verb === 'stop' ? 'Stop' : 'Resume'
  function submit(event: FormEvent) {
    event.preventDefault()
    // The form of the page behind the dialog hears what bubbles out of it.
    event.stopPropagation()
    kill.mutate(
      { verb, reason: reason.trim() },
      {
        onSuccess: () => {
          toastDone(doneWords(asked))
          onDone()
        },
        onError: toastError,
      },
    )
  }
  return (
    <form onSubmit={submit}>
      <Stack>
        <Text size="sm">{consequence(asked)}</Text>
        <TextInput
          label="Reason"
          description="Shown to your team and kept in the audit log"
          required
          maxLength={500}
          value={reason}
          onChange={(event) => setReason(event.currentTarget.value)}
          error={problem?.at('/reason')}
          data-autofocus
        />
        <Group justify="flex-end">
          <Button variant="default" onClick={onDone}>
            Not now
          </Button>
          <Button
            type="submit"
            color={verb === 'stop' ? 'red' : undefined}
            loading={kill.isPending}
            disabled={!reason.trim()}
          >
            {what.kind === 'organization' ? `${act} ${verb === 'stop' ? 'all calls' : 'calls'}` : act}
          </Button>
        </Group>
      </Stack>
    </form>
  )
}

interface ButtonProps {
  what: Stoppable
  stopped: boolean
  size?: 'xs' | 'sm' | 'compact-sm'
  fullWidth?: boolean
}

/** The button that stands for the switch; it asks before anything happens. */
export function KillSwitchButton({ what, stopped, size = 'sm', fullWidth = false }: ButtonProps) {
  const [asked, setAsked] = useState<KillSwitchAsked | null>(null)
  const verb = stopped ? 'resume' : 'stop'
  const act = stopped ? 'Resume' : 'Stop'
  const Icon = stopped ? IconPlayerPlay : IconHandStop
  const all = stopped ? 'Resume calls' : 'Stop all calls'
  return (
    <>
      <Button
        size={size}
        fullWidth={fullWidth}
        variant={stopped ? 'default' : 'outline'}
        color={stopped ? undefined : 'red'}
        leftSection={<Icon size={16} aria-hidden />}
        aria-label={what.kind === 'organization' ? undefined : `${act} ${what.name}`}
        onClick={() => setAsked({ what, verb })}
      >
        {what.kind === 'organization' ? all : act}
      </Button>
      <KillSwitchModal asked={asked} onClose={() => setAsked(null)} />
    </>
  )
}

/** Since when and why something is stopped, with the way back. */
export function StoppedAlert(props: { title: string; since: Stopped; by?: string | null; action: ReactNode }) {
  const now = useNow(10_000)
  const { stopped_at, stop_reason } = props.since
  if (stopped_at === null) return null
  const when = `${formatDateTime(stopped_at)} ${viewerZoneName()} (${formatRelative(stopped_at, now)})`
  return (
    <Alert
      color="red"
      variant="filled"
      mb="md"
      icon={<IconHandStop aria-hidden />}
      title={props.title}
      styles={{ title: { fontSize: 'var(--mantine-font-size-md)' } }}
    >
      <Group justify="space-between" gap="sm">
        <Text size="sm" inherit style={{ flex: '1 1 240px', overflowWrap: 'anywhere' }}>
          Since {when}
          {props.by && `, by ${whoOf(props.by)}`}
          {stop_reason ? `: ${stop_reason}` : '. No reason was given.'}
        </Text>
        {props.action}
      </Group>
    </Alert>
  )
}

/** On top of every page while nobody may be called. */
export function OrganizationStopped({ organization }: { organization: Organization }) {
  return (
    <StoppedAlert
      title="All calls are stopped"
      since={organization}
      by={organization.stopped_by}
      action={<KillSwitchButton what={{ kind: 'organization' }} stopped size="xs" />}
    />
  )
}

/** `key:local` → "API key local"; people as they are. */
export function whoOf(actor: string): string {
  const [kind, ...rest] = actor.split(':')
  const name = rest.join(':')
  if (kind === 'key') return `API key ${name}`
  return name || actor
}
