import type { InboundChannel } from '../../domain/campaign-settings.ts'
import { cleanBody, readCaller } from '../../domain/inbound.ts'
import type { Deps } from '../deps.ts'
import type { IncomingCall, IncomingText } from './carrier.ts'
import type { CalledNumber, InboundConversation } from './store.ts'

/** What is kept of a call or a text before anything is known of who it is. */
export function newConversation(
  deps: Pick<Deps, 'ids' | 'clock'>,
  number: CalledNumber,
  channel: InboundChannel,
  came: IncomingCall | IncomingText,
): InboundConversation {
  return {
    id: deps.ids.next('cnv'),
    orgId: number.orgId,
    channel,
    carrierId: came.carrierId,
    numberId: number.id,
    to: came.to,
    phone: readCaller(came.from) ?? '',
    contactId: null,
    campaignId: null,
    leadId: null,
    state: 'received',
    matched: 'none',
    reason: '',
    body: 'body' in came ? cleanBody(came.body) : '',
    receivedAt: deps.clock.now(),
    answeredAt: null,
    endedAt: null,
    talkSeconds: 0,
    disposition: null,
    summary: null,
    recordingUrl: null,
    transcriptKey: null,
    counted: false,
    callbackAt: null,
    endsBy: null,
    heard: '',
  }
}
