import { Machine, START } from './machine.ts'

export interface LoopFigure {
  waiting: number
  campaigns: number
  /** Leads dialed and settled in the time that counts. */
  leads: number
  seconds: number
  /** Leads a second through pick, permit, dial, four callbacks and settlement. */
  rate: number
  /** Rate in the slowest and the fastest fifth of the run. */
  fifths: { slowest: number; fastest: number }
}

/** More would not be possible under the cap of 1,000 calls a number and day. */
const NUMBERS_A_CAMPAIGN = 12

/** A campaign's settings under which nothing but the product itself holds anything up. */
const SETTINGS = {
  max_concurrent_calls: 500,
  call_interval_seconds: 0,
  rotation: { max_calls_per_number_per_day: 1_000 },
}

/** Campaigns with their leads waiting in their objects' queues, ready to be started. */
export async function prepareCampaigns(machine: Machine, campaigns: number, leadsEach: number): Promise<string[]> {
  const agent = await machine.api<{ id: string }>('POST', '/agents', {
    name: 'Maya',
    company: 'Harbor Home Energy',
    greeting: 'Hi {{NAME}}, this is Maya, an artificial voice calling for Harbor Home Energy. Do you have a minute?',
    prompt: `You call people who asked for a solar quote of {{AMOUNT}} dollars. ${'Be brief, warm and honest. '.repeat(40)}`,
    voice: 'elevenlabs.rachel:eleven_flash_v2_5',
    language: 'en-US',
  })
  const ids: string[] = []
  for (let c = 0; c < campaigns; c++) {
    const numbers: string[] = []
    for (let i = 0; i < NUMBERS_A_CAMPAIGN; i++) {
      const e164 = `+1212555${String(c * NUMBERS_A_CAMPAIGN + i).padStart(4, '0')}`
      numbers.push((await machine.api<{ id: string }>('POST', '/numbers', { e164, name: e164, zone: 'America/New_York' })).id)
    }
    const campaign = await machine.api<{ id: string }>('POST', '/campaigns', {
      name: `Bench ${c}`,
      agent_id: agent.id,
      number_ids: numbers,
      settings: SETTINGS,
    })
    for (let done = 0; done < leadsEach; done += 10_000) {
      const count = Math.min(10_000, leadsEach - done)
      const query = { campaign: campaign.id, from: c * leadsEach + done, count, now: Date.parse(START) }
      await machine.door('leads', query)
    }
    ids.push(campaign.id)
  }
  for (const campaign of ids) {
    for (;;) {
      const { waiting, busy } = await machine.door<{ waiting: number; busy: boolean }>('waiting', { campaign })
      if (waiting === leadsEach && !busy) break
      await sleep(100)
    }
  }
  return ids
}

/** Starts them and lets `leads` calls run from beginning to end. */
export async function runCampaigns(machine: Machine, ids: string[], leads: number): Promise<{ at: number; settled: number }[]> {
  const points: { at: number; settled: number }[] = []
  for (const id of ids) await machine.api('POST', `/campaigns/${id}/start`, {})
  const begun = performance.now()
  for (;;) {
    const { settled } = await machine.door<{ settled: number }>('settled')
    const at = (performance.now() - begun) / 1000
    points.push({ at, settled })
    if (settled >= leads) return points
    if (at > 300) throw new Error(`bench: ${settled} of ${leads} calls after ${Math.round(at)} s`)
    await sleep(50)
  }
}

export async function measureLoop(
  script: string,
  options: { campaigns: number; leadsEach: number; leads: number },
): Promise<LoopFigure> {
  const machine = await Machine.start(script)
  try {
    const ids = await prepareCampaigns(machine, options.campaigns, options.leadsEach)
    const p = await runCampaigns(machine, ids, options.leads); console.log(JSON.stringify(p)); return figureOf(p, options)
  } finally {
    await machine.stop()
  }
}

/** The first calls warm the machine up: the tenth part of the run does not count. */
function figureOf(
  points: { at: number; settled: number }[],
  { campaigns, leadsEach, leads }: { campaigns: number; leadsEach: number; leads: number },
): LoopFigure {
  const reached = (settled: number) => points.find((point) => point.settled >= settled)!
  const first = reached(leads * 0.1)
  const last = reached(leads)
  const between = (a: typeof first, b: typeof first) => (b.settled - a.settled) / Math.max(b.at - a.at, 0.001)
  const fifths = [0.1, 0.28, 0.46, 0.64, 0.82, 1].map((share) => reached(leads * share))
  const rates = fifths.slice(1).map((point, i) => between(fifths[i]!, point))
  return {
    waiting: campaigns * leadsEach,
    campaigns,
    leads: last.settled - first.settled,
    seconds: last.at - first.at,
    rate: between(first, last),
    fifths: { slowest: Math.min(...rates), fastest: Math.max(...rates) },
  }
}

export function sleep(ms: number): Promise<void> {
  return new Promise((done) => setTimeout(done, ms))
}
