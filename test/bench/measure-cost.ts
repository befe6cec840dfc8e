import { Machine } from './machine.ts'
import { addLeads, createCampaigns } from './measure-loop.ts'
import { sleep } from './statistics.ts'

export interface CostFigure {
  calls: number
  /** What one call took, by name: rows as they are billed, requests as they arrived. */
  perCall: Record<string, number>
}

/** Counts instead of timing: how much of what is billed one attempt uses, from the queue to its settlement. */
export async function measureCost(script: string, calls: number, callMs: number): Promise<CostFigure> {
  const machine = await Machine.start(script, { BENCH_COUNT: 'on', BENCH_CALL_MS: String(callMs) })
  try {
    const ids = await createCampaigns(machine, 1)
    await addLeads(machine, ids, 0, calls, calls)
    const settings = { rotation: { max_calls_per_number_per_day: 1_000 } }
    await machine.api('PATCH', `/campaigns/${ids[0]}`, { settings })
    await machine.door('counts')
    await machine.api('POST', `/campaigns/${ids[0]}/start`, {})
    while ((await machine.door<{ settled: number }>('settled')).settled < calls) await sleep(100)
    const counts = await machine.door<Record<string, number>>('counts')
    return { calls, perCall: Object.fromEntries(Object.entries(counts).map(([name, n]) => [name, n / calls])) }
  } finally {
    await machine.stop()
  }
}
