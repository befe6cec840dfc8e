import type { CostFigure } from './measure-cost.ts'

/**
 * What Cloudflare asks for a million of each beyond what the Workers Paid plan ($5 a month) includes, in US dollars, as of 2026-11.
 * developers.cloudflare.com: workers/platform/pricing, durable-objects/platform/pricing, d1/platform/pricing, r2/pricing,
 * queues/platform/pricing.
 */
export const PRICES = {
  workerRequests: 0.3,
  cpuMs: 0.02,
  objectRequests: 0.15,
  /** Seconds that an object is awake: $12.50 a million GB-seconds at the fixed 128 MB. */
  objectSeconds: 1.6,
  rowsRead: 0.001,
  rowsWritten: 1,
  r2Writes: 4.5,
  r2Reads: 0.36,
  queueOperations: 0.4,
} as const

/** A message is written, read and deleted. */
const OPERATIONS_A_MESSAGE = 3
/** The object of a campaign is awake while it calls; at this pace that is a tenth of a second a call. */
const CALLS_A_SECOND = 10

export interface BillLine {
  what: string
  aCall: number
  /** US dollars for a million calls. */
  dollars: number
}

/** The bill of a million such calls. Telephony and the AI's minutes are not Cloudflare's, and a thousand times as much. */
export function billOf({ perCall, cpuMs }: CostFigure): BillLine[] {
  const of = (...names: string[]) => names.reduce((sum, name) => sum + (perCall[name] ?? 0), 0)
  const line = (what: string, aCall: number, price: number): BillLine => ({ what, aCall, dollars: aCall * price })
  return [
    line('D1 rows written', of('d1.rows_written'), PRICES.rowsWritten),
    line('D1 rows read', of('d1.rows_read'), PRICES.rowsRead),
    line('object rows written, alarms set', of('object.rows_written'), PRICES.rowsWritten),
    line('object requests, alarms run', of('object.requests', 'object.alarms', 'line.requests'), PRICES.objectRequests),
    line(`object awake, seconds at ${CALLS_A_SECOND} calls/s`, 1 / CALLS_A_SECOND, PRICES.objectSeconds),
    line('Worker requests', of('hook.requests'), PRICES.workerRequests),
    line('R2 writes', of('r2.writes'), PRICES.r2Writes),
    line('R2 reads', of('r2.reads'), PRICES.r2Reads),
    line('queue operations', of('queue.messages') * OPERATIONS_A_MESSAGE, PRICES.queueOperations),
    ...(cpuMs === null ? [] : [line('CPU ms, the simulators’ included', cpuMs, PRICES.cpuMs)]),
  ]
}
