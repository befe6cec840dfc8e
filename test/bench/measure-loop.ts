import { Machine, START } from './machine.ts'
import { median, sleep, spread } from './statistics.ts'

export interface LoopFigure {
  name: string
  campaigns: number
  waiting: number
  calls: number
  /** Calls a second through pick, permit, dial, four callbacks and settlement; median of the rounds. */
  rate: number
  /** (fastest − slowest) ÷ median of the rounds' rates. */
  spread: number
  /** Processor time of workerd a call, in ms: hardly moved by what else the machine does. null without /proc. */
  cpuMs: number | null
}

export interface LoopCase {
  name: string
  campaigns: number
  /** Leads waiting in each when a round begins. */
  leadsEach: number
  /** How long a call lasts (real ms); 0: its callbacks come at once. */
  callMs: number
}

/** The daily cap of the numbers ends a round, so that every round dials exactly as many whatever waits. */
const NUMBERS = 12

interface Stage extends LoopCase {
  machine: Machine
  ids: string[]
  leads: number
  dialed: number
}

/** Every round runs every case once; the first round warms up and does not count. */
export async function measureLoop(
  script: string,
  cases: LoopCase[],
  { rounds, calls }: { rounds: number; calls: number },
): Promise<LoopFigure[]> {
  const stages: Stage[] = []
  try {
    for (const it of cases) stages.push(await prepare(script, it))
    const results = new Map<Stage, { rate: number; cpuMs: number | null }[]>()
    for (let round = 0; round <= rounds; round++) {
      for (const stage of stages) {
        const result = await runRound(stage, round === 0 ? calls / 4 : calls)
        if (round > 0) results.set(stage, [...(results.get(stage) ?? []), result])
      }
    }
    return stages.map((stage) => {
      const { name, campaigns, leadsEach } = stage
      const mine = results.get(stage)!
      const rates = mine.map((it) => it.rate)
      const cpu = mine.map((it) => it.cpuMs).filter((it) => it !== null)
      return {
        name,
        campaigns,
        waiting: campaigns * leadsEach,
        calls,
        rate: median(rates),
        spread: spread(rates),
        cpuMs: cpu.length > 0 ? median(cpu) : null,
      }
    })
  } finally {
    for (const stage of stages) await stage.machine.stop()
  }
}

async function prepare(script: string, it: LoopCase): Promise<Stage> {
  const machine = await Machine.start(script, { BENCH_CALL_MS: String(it.callMs) })
  const ids = await createCampaigns(machine, it.campaigns)
  return { ...it, machine, ids, leads: 0, dialed: 0 }
}

/** Campaigns without leads, their settings such that nothing but the product itself holds anything up. */
export async function createCampaigns(machine: Machine, count: number): Promise<string[]> {
  const agent = await machine.api<{ id: string }>('POST', '/agents', {
    name: 'Maya',
    company: 'Harbor Home Energy',
    greeting: 'Hi {{NAME}}, this is Maya, an artificial voice calling for Harbor Home Energy. Do you have a minute?',
    prompt: `You call people who asked for a solar quote of {{AMOUNT}} dollars. ${'Be brief, warm and honest. '.repeat(40)}`,
    voice: 'elevenlabs.rachel:eleven_flash_v2_5',
    language: 'en-US',
  })
  const ids: string[] = []
  for (let c = 0; c < count; c++) {
    const numbers: string[] = []
    for (let i = 0; i < NUMBERS; i++) {
      const e164 = `+1212555${String(c * NUMBERS + i).padStart(4, '0')}`
      const number = { e164, name: e164, zone: 'America/New_York' }
      numbers.push((await machine.api<{ id: string }>('POST', '/numbers', number)).id)
    }
    const body = {
      name: `Bench ${c}`,
      agent_id: agent.id,
      number_ids: numbers,
      settings: { max_concurrent_calls: 500, rotation: { max_calls_per_number_per_day: 1 } },
    }
    ids.push((await machine.api<{ id: string }>('POST', '/campaigns', body)).id)
  }
  return ids
}

/** Leads into the database, and from there into the objects' queues. */
export async function addLeads(
  machine: Machine,
  ids: string[],
  from: number,
  each: number,
  waiting: number,
): Promise<void> {
  let next = from
  for (const campaign of ids) {
    for (let done = 0; done < each; done += 10_000) {
      const count = Math.min(10_000, each - done)
      await machine.door('leads', { campaign, from: next, count, now: Date.parse(START) })
      next += count
    }
  }
  for (const campaign of ids) {
    for (;;) {
      const live = await machine.door<{ waiting: number; busy: boolean }>('waiting', { campaign })
      if (live.waiting === waiting && !live.busy) break
      await sleep(50)
    }
  }
}

/** Fills the queues up, then lets `calls` calls run from beginning to end. */
async function runRound(stage: Stage, calls: number): Promise<{ rate: number; cpuMs: number | null }> {
  const { machine, ids, campaigns, leadsEach } = stage
  const each = leadsEach - (stage.leads - stage.dialed) / campaigns
  await addLeads(machine, ids, stage.leads, each, leadsEach)
  stage.leads += each * campaigns
  const action = stage.dialed === 0 ? 'start' : 'resume'
  const target = stage.dialed + calls
  const rotation = { max_calls_per_number_per_day: target / campaigns / NUMBERS }
  for (const id of ids) await machine.api('PATCH', `/campaigns/${id}`, { settings: { rotation } })
  const cpu = machine.cpuSeconds()
  const begun = performance.now()
  await Promise.all(ids.map((id) => machine.api('POST', `/campaigns/${id}/${action}`, {})))
  for (;;) {
    const { settled } = await machine.door<{ settled: number }>('settled')
    if (settled >= target) break
    if (performance.now() - begun > 300_000) throw new Error(`bench: ${settled} of ${target} calls after five minutes`)
    await sleep(50)
  }
  const seconds = (performance.now() - begun) / 1000
  stage.dialed = target
  const after = machine.cpuSeconds()
  for (const id of ids) await machine.api('POST', `/campaigns/${id}/pause`, {})
  return { rate: calls / seconds, cpuMs: cpu === null || after === null ? null : ((after - cpu) * 1000) / calls }
}
