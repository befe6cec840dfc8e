import type { QueuedLead } from '../../src/dialer/queue.ts'

/** A lead of one phone that nobody has called, as the campaign's queue keeps it. */
export function queuedLead(n: number): QueuedLead {
  return {
    id: `led_${n}`,
    contactId: `con_${n}`,
    priority: 'normal',
    pass: 1,
    position: 1,
    attempts: 0,
    everAnswered: false,
    phones: [{ e164: '+12125550001', attempts: 0, dead: null }],
    zone: null,
    address: null,
    consent: null,
    contactVersion: 1,
    callback: false,
    final: null,
  }
}
