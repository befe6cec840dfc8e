import { Accordion, Anchor, Group, Stack, Text } from '@mantine/core'
import { Fragment, type ReactNode } from 'react'
import { Link } from 'react-router'
import type { PlacedProof } from '../api/proofs.ts'
import { formatDateTime, formatPhone, viewerZoneName } from '../format.ts'
import { zoneOf } from '../proof.ts'
import { placedTime } from '../region-words.ts'
import { ProofView } from './proof-view.tsx'
import { DispositionBadge, WordBadge } from './word-badge.tsx'

/** One call that was permitted: why, what became of it, and where it stands in the chain. */
export function ProofItem({ attempt }: { attempt: PlacedProof }) {
  const { id, to, pass, position, permitted_at, sealed } = attempt
  const zone = zoneOf(attempt.proof)
  return (
    <Accordion.Item value={id}>
      <Accordion.Control>
        <Group justify="space-between" gap="xs">
          <div>
            <Text size="sm" fw={600}>
              {formatPhone(to)},{' '}
              {zone ? placedTime(permitted_at, zone) : `${formatDateTime(permitted_at)} ${viewerZoneName()}`}
            </Text>
            <Text size="xs" c="dimmed">
              {sealed ? `Position ${sealed.position} of the chain` : 'Not sealed yet'} · pass {pass}, phone {position}
            </Text>
          </div>
          <Outcome attempt={attempt} />
        </Group>
      </Accordion.Control>
      <Accordion.Panel>
        <Stack gap="md">
          <dl className="facts">
            {factsOf(attempt).map(([name, value]) => (
              <Fragment key={name}>
                <dt>{name}</dt>
                <dd>{value}</dd>
              </Fragment>
            ))}
          </dl>
          <ProofView proof={attempt.proof} />
          <Group gap="md">
            <Anchor component={Link} size="sm" to={checkAddress(attempt)}>
              Judge this call anew
            </Anchor>
            <Anchor
              component={Link}
              size="sm"
              to={`/campaigns/${attempt.campaign_id}/contacts?lead=${attempt.lead_id}`}
            >
              Open the lead
            </Anchor>
          </Group>
        </Stack>
      </Accordion.Panel>
    </Accordion.Item>
  )
}

function Outcome({ attempt }: { attempt: PlacedProof }) {
  if (attempt.given_back)
    return <WordBadge word={{ label: 'Never placed', color: 'gray', meaning: 'Nobody was called' }} />
  if (attempt.disposition) return <DispositionBadge disposition={attempt.disposition} />
  return attempt.state === 'settled' ? (
    <WordBadge word={{ label: 'Over', color: 'gray' }} />
  ) : (
    <WordBadge word={{ label: 'In progress', color: 'yellow' }} live />
  )
}

function factsOf({ id, from, permitted_at, placed_at, sealed }: PlacedProof): [name: string, value: ReactNode][] {
  const utc = (at: string) => `${at.replace('T', ' ').slice(0, 19)} UTC`
  const hash = (text: string) => <span style={{ fontFamily: 'monospace' }}>{text}</span>
  return [
    ['Attempt', hash(id)],
    ['From', formatPhone(from)],
    ['Permitted', utc(permitted_at)],
    ['Placed', placed_at ? utc(placed_at) : 'not placed'],
    ...(sealed
      ? ([
          ['Place in the chain', `${sealed.position}, sealed ${utc(sealed.sealed_at)}`],
          ['Hash', hash(sealed.hash)],
          ['Hash before it', hash(sealed.previous_hash)],
        ] satisfies [string, ReactNode][])
      : ([['Place in the chain', 'not sealed yet, within a minute']] satisfies [string, ReactNode][])),
  ]
}

function checkAddress({ to, permitted_at, campaign_id }: PlacedProof): string {
  return `/compliance/check?${new URLSearchParams({ phone: to, at: permitted_at, campaign: campaign_id })}`
}
