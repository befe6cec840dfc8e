import type { CallMix } from './call-mix.ts'
import { Machine } from './machine.ts'
import { addLeads, createCampaigns } from './measure-loop.ts'
import { sleep } from './statistics.ts'

export interface CostFigure {
  mix: CallMix
  calls: number
  /** What one call took, by name: rows as they are billed, requests as they arrived. */
  perCall: Record<string, number>
  /** Processor time of workerd a call: the simulators of the platform and the counting are in it. null without /proc. */
  cpuMs: number | null
}

/** Counts instead of timing: how much of what is billed one attempt uses, from the queue to its settlement. */
export async function measureCost(script: string, mix: CallMix, calls: number, callMs: number): Promise<CostFigure> {
  const vars = { BENCH_COUNT: 'on', BENCH_CALL_MS: String(callMs), BENCH_MIX: mix }
  const machine = await Machine.start(script, vars)
  try {
    const ids = await createCampaigns(machine, 1)
    await addLeads(machine, ids, 0, calls, calls)
    const settings = { rotation: { max_calls_per_number_per_day: 1_000 } }
    await machine.api('PATCH', `/campaigns/${ids[0]}`, { settings })
    await machine.door('counts')
    const before = machine.cpuSeconds()
    await machine.api('POST', `/campaigns/${ids[0]}/start`, {})
    while ((await machine.door<{ settled: number }>('settled')).settled < calls) await sleep(100)
    const counts = await machine.door<Record<string, number>>('counts')
    const after = machine.cpuSeconds()
    return {
      mix,
      calls,
      perCall: Object.fromEntries(Object.entries(counts).map(([name, n]) => [name, n / calls])),
      cpuMs: before === null || after === null ? null : ((after - before) * 1000) / calls,
    }
  } finally {
    await machine.stop()
  }
}
