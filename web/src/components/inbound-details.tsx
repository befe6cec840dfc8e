import { Group, Stack, Text } from '@mantine/core'
import { Link } from 'react-router'
import { type InboundConversation, useInboundConversation } from '../api/inbound.ts'
import { formatDateTime, formatDuration, formatPhone, toMsOrNull, viewerZoneName } from '../format.ts'
import { INBOUND_CHANNEL, inboundReason, matchWord } from '../inbound-words.ts'
import { Recording } from './conversation-details.tsx'
import { ErrorState, Loading } from './states.tsx'
import { Transcript } from './transcript.tsx'
import { DispositionBadge, WordBadge } from './word-badge.tsx'

/** One call or text to us: who it was, whom it was taken for, what was said and what came of it. */
export function InboundDetails({ id }: { id: string }) {
  const query = useInboundConversation(id)
  if (query.isPending) return <Loading rows={3} label="Loading the conversation" />
  if (!query.data) return <ErrorState error={query.error} onRetry={() => query.refetch()} />
  const it = query.data
  return (
    <Stack gap="md">
      <Group gap="xs">
        <WordBadge word={matchWord(it)} />
        {it.disposition && <DispositionBadge disposition={it.disposition} />}
        {it.state !== 'ended' && <WordBadge word={{ label: 'Going on', color: 'yellow' }} live />}
      </Group>
      <Facts it={it} />
      {it.channel === 'text' && (
        <Text size="sm" className="surface" p="sm" style={{ whiteSpace: 'pre-line', overflowWrap: 'anywhere' }}>
          {it.body || 'An empty text.'}
        </Text>
      )}
      {it.summary && <Text size="sm">{it.summary}</Text>}
      {it.has_recording && <Recording id={it.id} />}
      {it.channel === 'call' && (
        <Transcript turns={it.transcript} startedAt={toMsOrNull(it.answered_at)} recorded={it.has_transcript} />
      )}
    </Stack>
  )
}

function Facts({ it }: { it: InboundConversation }) {
  const zone = viewerZoneName()
  return (
    <dl className="facts" style={{ margin: 0 }}>
      <dt>{INBOUND_CHANNEL[it.channel]} from</dt>
      <dd>
        {it.from ? formatPhone(it.from) : 'a withheld number'} to {formatPhone(it.to)}
      </dd>
      <dt>Received</dt>
      <dd>
        {formatDateTime(it.received_at)}
        {it.ended_at && it.channel === 'call' && `, ended ${formatDateTime(it.ended_at)}`} {zone}
        {it.talk_seconds > 0 && ` · ${formatDuration(it.talk_seconds)} talk`}
      </dd>
      {it.contact_id && (
        <>
          <dt>Contact</dt>
          <dd>
            <Link to={`/contacts/${it.contact_id}`} style={{ color: 'inherit' }}>
              {it.contact_name || 'No name'}
            </Link>
          </dd>
        </>
      )}
      {it.campaign_id && (
        <>
          <dt>{it.lead_id ? 'Lead of' : 'Answered for'}</dt>
          <dd>
            <Link
              to={`/campaigns/${it.campaign_id}${it.lead_id ? `/contacts?lead=${it.lead_id}` : ''}`}
              style={{ color: 'inherit' }}
            >
              {it.campaign_name ?? 'a campaign that was deleted'}
            </Link>
            {it.counted && '; what came of it counts for the lead'}
          </dd>
        </>
      )}
      {it.callback_at && (
        <>
          <dt>Asked to be called</dt>
          <dd>
            {formatDateTime(it.callback_at)} {zone}
          </dd>
        </>
      )}
      {it.reason && (
        <>
          <dt>Why</dt>
          <dd>{inboundReason(it.reason)}</dd>
        </>
      )}
    </dl>
  )
}
