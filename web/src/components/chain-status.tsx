import { Alert, Button, CopyButton, Group, Progress, Text } from '@mantine/core'
import { IconAlertTriangle, IconCheck, IconCopy, IconShieldCheck } from '@tabler/icons-react'
import { useEffect, useRef, useState } from 'react'
import { useNow } from '../api/product-clock.ts'
import { useChain, type Verification, verifyChain } from '../api/proofs.ts'
import { countOf, formatCount, formatDateTime, formatDuration, formatRelative, viewerZoneName } from '../format.ts'
import { humanize } from '../words.ts'
import { StatCard } from './stat-card.tsx'
import { ErrorState, Loading } from './states.tsx'
import { toastError } from './toasts.ts'

/** Where the chain of proofs stands, and whether all of it is as it was sealed. */
export function ChainStatus() {
  const query = useChain()
  const now = useNow(10_000)
  const check = useVerification(() => query.refetch())
  if (query.isPending) return <Loading rows={2} label="Loading the chain" />
  if (!query.data) return <ErrorState error={query.error} onRetry={() => query.refetch()} />

  const { head, unsealed } = query.data
  // A break that the first part shows is told without being asked for.
  const found = check.result ?? (query.data.broken ? query.data : null)
  return (
    <section className="surface" style={{ padding: 16 }} aria-label="Proof chain">
      <Group justify="space-between" gap="sm" mb="sm">
        <div style={{ flex: '1 1 300px' }}>
          <Text component="h2" fw={600} m={0}>
            Proof chain
          </Text>
          <Text size="sm" c="dimmed">
            Every permit to call is sealed into a chain within a minute: nothing in it can be changed, taken out or put
            in unseen.
          </Text>
        </div>
        <Button
          leftSection={<IconShieldCheck size={16} aria-hidden />}
          loading={check.checked !== null}
          onClick={check.start}
        >
          Verify now
        </Button>
      </Group>
      <dl className="stat-cards">
        <StatCard label="Sealed records" value={formatCount(head?.position ?? 0)} />
        <StatCard
          label="Sealed last"
          value={head ? formatRelative(head.sealed_at, now) : '–'}
          hint={head ? `${formatDateTime(head.sealed_at)} ${viewerZoneName()}` : undefined}
        />
        <StatCard label="Not sealed yet" value={formatCount(unsealed.count)} />
        <StatCard
          label="The oldest of these waits"
          value={unsealed.count > 0 ? formatDuration(unsealed.since_seconds) : '–'}
          hint="Minutes and seconds on the real clock, however fast the sandbox runs"
        />
      </dl>
      {head && <HeadHash hash={head.hash} />}
      {check.checked !== null && (
        <div role="status">
          <Text size="sm" mt="sm" mb={4}>
            Checking: {formatCount(check.checked)} of {formatCount(head?.position ?? 0)} so far
          </Text>
          <Progress
            aria-label="Checked"
            value={(100 * check.checked) / Math.max(1, head?.position ?? 0)}
            animated
            size="sm"
          />
        </div>
      )}
      {found && check.checked === null && <Finding found={found} />}
    </section>
  )
}

/** Walks the whole chain; `checked` is null while nothing is walked. */
function useVerification(onDone: () => void) {
  const [checked, setChecked] = useState<number | null>(null)
  const [result, setResult] = useState<Verification | null>(null)
  const walk = useRef<AbortController | null>(null)
  useEffect(() => () => walk.current?.abort(), [])
  async function start() {
    const controller = new AbortController()
    const { signal } = controller
    walk.current = controller
    setChecked(0)
    setResult(null)
    try {
      setResult(await verifyChain(setChecked, signal))
      onDone()
    } catch (error) {
      if (!signal.aborted) toastError(error)
    } finally {
      if (!signal.aborted) setChecked(null)
    }
  }
  return { checked, result, start }
}

function HeadHash({ hash }: { hash: string }) {
  return (
    <Group gap="xs" mt="sm">
      <Text size="sm" c="dimmed">
        Head
      </Text>
      <Text size="sm" ff="monospace" style={{ overflowWrap: 'anywhere' }}>
        {hash}
      </Text>
      <CopyButton value={hash}>
        {({ copied, copy }) => (
          <Button
            size="compact-xs"
            variant="default"
            leftSection={copied ? <IconCheck size={13} aria-hidden /> : <IconCopy size={13} aria-hidden />}
            onClick={copy}
          >
            {copied ? 'Copied' : 'Copy the head'}
          </Button>
        )}
      </CopyButton>
      <Text size="xs" c="dimmed">
        Kept elsewhere, it proves all that came before it.
      </Text>
    </Group>
  )
}

/** Mantine's green is too pale for text on white. */
const QUIET = { title: { color: 'var(--mantine-color-text)' } }

function Finding({ found }: { found: Verification }) {
  const { ok, broken, checked } = found
  if (ok || !broken)
    return (
      <Alert
        mt="sm"
        color="green"
        variant="outline"
        role="status"
        icon={<IconShieldCheck aria-hidden />}
        title="OK"
        styles={QUIET}
      >
        {countOf(checked, 'record is', 'records are')} as {checked === 1 ? 'it was' : 'they were'} sealed; nothing was
        changed, taken out or put in.
      </Alert>
    )
  return (
    <Alert
      mt="sm"
      color="red"
      variant="outline"
      icon={<IconAlertTriangle aria-hidden />}
      title={`Broken at position ${formatCount(broken.position)}: ${humanize(broken.kind).toLowerCase()}`}
    >
      {broken.message}
      {broken.attempt_id && ` (${broken.attempt_id})`} {countOf(checked, 'record')} before it{' '}
      {checked === 1 ? 'is as it was' : 'are as they were'} sealed.
    </Alert>
  )
}
