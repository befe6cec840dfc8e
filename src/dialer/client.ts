import { proxyDurable } from 'itty-durable'
import type { CallBack, Dialers, LiveCampaign } from '../ports.ts'

/** More removed leads than these are looked for, not named: itty-durable carries arguments in a header. */
const NAMED_SEQS = 200

interface Commands {
  refresh(campaignId: string): Promise<{ ok: true }>
  more(campaignId: string): Promise<{ ok: true }>
  leadsRemoved(campaignId: string, seqs: number[] | null): Promise<{ ok: true }>
  leadChanged(campaignId: string, leadId: string, action: string): Promise<{ ok: boolean; message: string }>
  calledBack(campaignId: string, leadId: string, call: CallBack): Promise<{ done: boolean; counted: boolean }>
  event(
    campaignId: string,
    attemptId: string,
    carrierCallId: string | null,
    events: string,
    requestId: string | null,
  ): Promise<{ known: boolean }>
  tryAgain(campaignId: string, kind: string, subject: string): Promise<{ found: boolean; message: string }>
  withdraw(campaignId: string, attemptIds: string[]): Promise<{ ok: true }>
  reconcile(campaignId: string): Promise<{ ok: true }>
  live(campaignId: string): Promise<LiveCampaign>
  forget(campaignId: string): Promise<{ ok: true }>
}

/** The commands of campaign objects, each addressed by its campaign's id. */
export function createDialers(namespace: DurableObjectNamespace): Dialers {
  const objects = proxyDurable(namespace, { name: 'CAMPAIGN', parse: true }) as { get(id: string): Commands }
  return {
    refresh: async (id) => void (await objects.get(id).refresh(id)),
    more: async (id) => void (await objects.get(id).more(id)),
    leadsRemoved: async (id, seqs) =>
      void (await objects.get(id).leadsRemoved(id, seqs && seqs.length <= NAMED_SEQS ? seqs : null)),
    leadChanged: (id, leadId, action) => objects.get(id).leadChanged(id, leadId, action),
    calledBack: (id, leadId, call) => objects.get(id).calledBack(id, leadId, call),
    event: (id, attemptId, callId, events, requestId) =>
      objects.get(id).event(id, attemptId, callId, asciiJson(events), requestId ?? null),
    tryAgain: (id, kind, subject) => objects.get(id).tryAgain(id, kind, subject),
    withdraw: async (id, attemptIds) => void (await objects.get(id).withdraw(id, attemptIds)),
    reconcile: async (id) => void (await objects.get(id).reconcile(id)),
    live: (id) => objects.get(id).live(id),
    // The object ends itself; the answer may be cut off with it.
    destroy: async (id) =>
      void (await objects
        .get(id)
        .forget(id)
        .catch(() => undefined)),
  }
}

/** JSON with every character outside ASCII escaped: itty-durable carries arguments in a header. */
export function asciiJson(value: unknown): string {
  return JSON.stringify(value).replace(
    /[\u007f-\uffff]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  )
}
