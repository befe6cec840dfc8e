import { Alert, Button, Group, Stack, Text } from '@mantine/core'
import { IconPlayerPlay } from '@tabler/icons-react'
import { useState } from 'react'
import { useConversation, useRecording } from '../api/conversations.ts'
import type { Attempt } from '../api/leads.ts'
import { formatDateTime, formatDuration, formatPhone, toMsOrNull, viewerZoneName } from '../format.ts'
import { plainReason } from '../reasons.ts'
import { ANSWER_STATUS, GOAL_RESULT, wordOf } from '../words.ts'
import { ProofView } from './proof-view.tsx'
import { ErrorState, Loading } from './states.tsx'
import { Transcript } from './transcript.tsx'

/** One call: outcome, summary, recording, transcript, and why it was allowed. */
export function ConversationDetails({ attempt }: { attempt: Attempt }) {
  const query = useConversation(attempt.id)
  const call = query.data ?? attempt
  return (
    <Stack gap="md">
      <Facts call={call} />
      {call.summary && <Text size="sm">{call.summary}</Text>}
      {call.has_recording && <Recording id={call.id} />}
      {query.isPending ? (
        <Loading rows={2} label="Loading the transcript" />
      ) : !query.data ? (
        <ErrorState error={query.error} onRetry={() => query.refetch()} />
      ) : (
        <Transcript
          turns={query.data.transcript ?? []}
          startedAt={toMsOrNull(call.answered_at)}
          recorded={call.has_transcript}
        />
      )}
      <ProofView proof={call.proof} sealed={query.data?.sealed} />
    </Stack>
  )
}

function Facts({ call }: { call: Attempt }) {
  const facts: string[] = []
  if (call.answer_status) facts.push(`Answered by: ${wordOf(ANSWER_STATUS, call.answer_status).label.toLowerCase()}`)
  if (call.end_reason) facts.push(`Ended: ${plainReason(call.end_reason).toLowerCase()}`)
  if (call.talk_seconds > 0) facts.push(`Talk time ${formatDuration(call.talk_seconds)}`)
  if (call.primary_goal && call.primary_goal !== 'unknown')
    facts.push(
      `Goal ${GOAL_RESULT[call.primary_goal].label.toLowerCase()}${call.goal_score == null ? '' : `, score ${call.goal_score}`}`,
    )
  const zone = viewerZoneName()
  return (
    <div>
      <Text size="sm" c="dimmed">
        From {formatPhone(call.from)}
        {call.placed_at && ` · placed ${formatDateTime(call.placed_at)}`}
        {call.answered_at && ` · answered ${formatDateTime(call.answered_at)}`}
        {call.ended_at && ` · ended ${formatDateTime(call.ended_at)}`}
        {call.placed_at && ` ${zone}`}
      </Text>
      {facts.length > 0 && <Text size="sm">{facts.join(' · ')}</Text>}
    </div>
  )
}

export function Recording({ id }: { id: string }) {
  const [wanted, setWanted] = useState(false)
  const recording = useRecording(id, wanted)
  if (recording.url)
    return (
      // biome-ignore lint/a11y/useMediaCaption: the transcript below is the text of it
      <audio controls autoPlay src={recording.url} aria-label="Recording of the call" style={{ width: '100%' }} />
    )
  return (
    <Group>
      <Button
        size="xs"
        variant="default"
        leftSection={<IconPlayerPlay size={14} aria-hidden />}
        loading={recording.isLoading}
        onClick={() => setWanted(true)}
      >
        Play the recording
      </Button>
      {recording.error && (
        <Alert color="red" variant="outline" py={4}>
          {recording.error.message}
        </Alert>
      )}
    </Group>
  )
}
