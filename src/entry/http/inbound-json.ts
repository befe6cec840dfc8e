import { z } from '@hono/zod-openapi'
import type { NamedInbound } from '../../app/inbound/store.ts'
import { INBOUND_CHANNELS } from '../../domain/campaign-settings.ts'
import { DISPOSITIONS } from '../../domain/disposition.ts'
import { INBOUND_MATCHES, INBOUND_STATES } from '../../domain/inbound.ts'
import { Instant, toIso } from './shapes.ts'

export const InboundJson = z
  .object({
    id: z.string().openapi({ example: 'cnv_01kb…' }),
    direction: z.literal('inbound'),
    channel: z.enum(INBOUND_CHANNELS),
    number_id: z.string(),
    from: z
      .string()
      .nullable()
      .openapi({ description: 'Who called or wrote, E.164; null when the number was withheld.' }),
    to: z.string().openapi({ description: 'Our number.' }),
    contact_id: z.string().nullable(),
    contact_name: z.string(),
    campaign_id: z.string().nullable(),
    campaign_name: z.string().nullable().openapi({ description: 'null when the campaign was deleted.' }),
    lead_id: z.string().nullable(),
    state: z.enum(INBOUND_STATES),
    matched: z
      .enum(INBOUND_MATCHES)
      .openapi({ description: '`added`: became a lead by calling or writing. `contact`: known, but no lead.' }),
    reason: z.string().openapi({ description: 'Why not matched, added or talked to, as a stable code; or empty.' }),
    body: z.string().openapi({ description: 'The words of a text.' }),
    received_at: Instant,
    answered_at: Instant.nullable(),
    ended_at: Instant.nullable(),
    talk_seconds: z.int(),
    disposition: z.enum(DISPOSITIONS).nullable(),
    summary: z.string().nullable(),
    callback_at: Instant.nullable().openapi({ description: 'When they asked to be called.' }),
    counted: z.boolean().openapi({ description: 'It decided the outcome of the lead.' }),
    has_recording: z.boolean(),
    has_transcript: z.boolean(),
  })
  .openapi('InboundConversation')

export function inboundJson(it: NamedInbound): z.infer<typeof InboundJson> {
  const { id, channel, to, state, matched, reason, body, disposition, summary, counted } = it
  return {
    id,
    direction: 'inbound',
    channel,
    number_id: it.numberId,
    from: it.phone === '' ? null : it.phone,
    to,
    contact_id: it.contactId,
    contact_name: it.contactName,
    campaign_id: it.campaignId,
    campaign_name: it.campaignName,
    lead_id: it.leadId,
    state,
    matched,
    reason,
    body,
    received_at: toIso(it.receivedAt),
    answered_at: toIso(it.answeredAt),
    ended_at: toIso(it.endedAt),
    talk_seconds: it.talkSeconds,
    disposition,
    summary,
    callback_at: toIso(it.callbackAt),
    counted,
    has_recording: it.recordingUrl !== null,
    has_transcript: it.transcriptKey !== null,
  }
}
