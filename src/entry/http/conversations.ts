import { createRoute, z } from '@hono/zod-openapi'
import { getConversation } from '../../app/attempts/get.ts'
import { listConversations } from '../../app/attempts/list.ts'
import { openRecording } from '../../app/attempts/open-recording.ts'
import type { Conversation } from '../../app/attempts/store.ts'
import { getInbound, isInboundId } from '../../app/inbound/get.ts'
import { listInbound } from '../../app/inbound/list.ts'
import { INBOUND_CHANNELS } from '../../domain/campaign-settings.ts'
import { ANSWER_STATUSES, DISPOSITIONS } from '../../domain/disposition.ts'
import { AttemptJson, attemptJson } from './attempt-json.ts'
import { InboundJson, inboundJson } from './inbound-json.ts'
import { PlaceJson, placeJson } from './proof-json.ts'
import { createRouter } from './router.ts'
import { Id, Instant, InstantInput, json, manyOf, pageOf, pageParams, problems, toIso, toPage } from './shapes.ts'

const ConversationJson = AttemptJson.extend({
  contact_name: z.string(),
  campaign_name: z.string().nullable().openapi({ description: 'null when the campaign was deleted.' }),
}).openapi('Conversation')

const Transcript = z.array(z.object({ role: z.string(), text: z.string(), at: Instant.nullable() }))

const ConversationWithTranscript = ConversationJson.extend({
  transcript: Transcript,
  sealed: PlaceJson,
}).openapi('ConversationWithTranscript')

const InboundWithTranscript = InboundJson.extend({ transcript: Transcript }).openapi('InboundWithTranscript')

const tags = ['Conversations']

export function conversationRoutes() {
  return createRouter()
    .openapi(
      createRoute({
        method: 'get',
        path: '/conversations',
        tags,
        summary: 'The call history',
        request: {
          query: z.strictObject({
            direction: z.enum(['outbound', 'inbound']).default('outbound').openapi({
              description:
                'Calls of ours, or calls and texts of others to us. `contact_id` and `channel` are for inbound; `disposition`, `answer_status` and `phone` for outbound.',
            }),
            channel: z.enum(INBOUND_CHANNELS).optional(),
            contact_id: z.string().max(64).optional(),
            campaign_id: z.string().max(64).optional(),
            lead_id: z.string().max(64).optional(),
            disposition: manyOf(DISPOSITIONS),
            answer_status: manyOf(ANSWER_STATUSES),
            phone: z
              .string()
              .regex(/^ ?\+?[1-9]\d{4,14}$/, { error: 'must be a phone in E.164' })
              .optional()
              .openapi({ description: 'The phone that was called, E.164.', example: '+12125550100' }),
            from: InstantInput.optional(),
            to: InstantInput.optional(),
            ...pageParams(),
          }),
        },
        responses: {
          200: json(z.union([pageOf(ConversationJson), pageOf(InboundJson)]), 'Newest first'),
          ...problems(),
        },
      }),
      async (c) => {
        const query = c.req.valid('query')
        if (query.direction === 'inbound') {
          const { channel, from, to } = query
          const found = await listInbound(c.get('deps'), c.get('actor'), {
            campaignId: query.campaign_id,
            contactId: query.contact_id,
            leadId: query.lead_id,
            channel,
            from,
            to,
            ...toPage(query),
          })
          return c.json({ data: found.items.map(inboundJson), next_cursor: found.nextCursor }, 200)
        }
        const page = await listConversations(c.get('deps'), c.get('actor'), {
          campaignId: query.campaign_id,
          leadId: query.lead_id,
          dispositions: query.disposition,
          answerStatuses: query.answer_status,
          // A plus that was not encoded arrives as a space.
          phone: query.phone && `+${query.phone.replace(/^[ +]/, '')}`,
          from: query.from,
          to: query.to,
          ...toPage(query),
        })
        return c.json({ data: page.items.map(toJson), next_cursor: page.nextCursor }, 200)
      },
    )
    .openapi(
      createRoute({
        method: 'get',
        path: '/conversations/{id}',
        tags,
        summary: 'Read a conversation with its transcript',
        request: { params: Id },
        responses: {
          200: json(z.union([ConversationWithTranscript, InboundWithTranscript]), 'The conversation'),
          ...problems('not_found'),
        },
      }),
      async (c) => {
        const { id } = c.req.valid('param')
        if (isInboundId(id)) {
          const { conversation, transcript } = await getInbound(c.get('deps'), c.get('actor'), id)
          const turns = transcript.map((turn) => ({ ...turn, at: toIso(turn.at) }))
          return c.json({ ...inboundJson(conversation), transcript: turns }, 200)
        }
        const found = await getConversation(c.get('deps'), c.get('actor'), id)
        const transcript = found.transcript.map((turn) => ({ ...turn, at: toIso(turn.at) }))
        return c.json({ ...toJson(found.conversation), transcript, sealed: placeJson(found.sealed) }, 200)
      },
    )
    .openapi(
      createRoute({
        method: 'get',
        path: '/conversations/{id}/recording',
        tags,
        summary: 'Listen to a conversation',
        description: 'Ranges are passed on, so that a player can seek.',
        request: { params: Id },
        responses: {
          200: {
            description: 'The recording',
            content: { 'audio/*': { schema: z.string().openapi({ format: 'binary' }) } },
          },
          206: {
            description: 'A part of it',
            content: { 'audio/*': { schema: z.string().openapi({ format: 'binary' }) } },
          },
          ...problems('not_found'),
        },
      }),
      async (c) => {
        const range = c.req.header('Range') ?? null
        const recording = await openRecording(c.get('deps'), c.get('actor'), { id: c.req.valid('param').id, range })
        return new Response(recording.body, {
          status: recording.status,
          headers: {
            ...recording.headers,
            'Content-Type': playableType(recording.contentType),
            'Cache-Control': 'private, max-age=3600',
            'X-Content-Type-Options': 'nosniff',
          },
        })
      },
    )
}

function toJson(conversation: Conversation): z.infer<typeof ConversationJson> {
  return {
    ...attemptJson(conversation),
    contact_name: conversation.contactName,
    campaign_name: conversation.campaignName,
  }
}

/** It comes from elsewhere and is served from our own origin: nothing that a browser would run. */
function playableType(type: string): string {
  return /^(audio|video)\/[\w.+-]+$/.test(type) ? type : 'application/octet-stream'
}
