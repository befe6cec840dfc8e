import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { ask, insist, isOk, listing } from './api.ts'
import { type Chance, chanceOf } from './chance.ts'
import { wrongWebhooks } from './check-webhooks.ts'
import { CHECKS } from './checks.ts'
import { callOf, dialsOf, type Evidence, readDatabase } from './evidence.ts'
import { figuresOf, type Killed } from './figures.ts'
import { Lists } from './lists.ts'
import { MINUTE_MS, Pair, SPEED } from './pair.ts'
import { sample } from './people.ts'
import { Persons } from './persons.ts'
import { CALM, PHASES, type Phase } from './phases.ts'
import { prepare } from './processes.ts'
import { WebhookReceiver } from './webhook-receiver.ts'

/** One whole run: campaigns under way, the app killed again and again, faults on both sides; then calm, the end, and the comparison. */

export interface ChaosOptions {
  seed: number
  kills: number
  leads: number
  campaigns: number
  stateDir: string
  /** Real time after which the run is given up. */
  limitMs: number
  say: (line: string) => void
}

export interface ChaosResult {
  /** By check; only those with any. */
  differences: Record<string, string[]>
  figures: Record<string, string | number>
}

/** A new campaign begins when so small a share of the leads is left waiting. */
const RUNNING_DRY = 0.35
const MOST_CAMPAIGNS = 14
/** Up to so many kills a run is a short one. */
const SHORT_KILLS = 20
const OVERSLEPT_MS = 60 * MINUTE_MS
const WAITING = 'SELECT coalesce(sum(s_pending + s_retry + s_rescheduled), 0) FROM campaign_stats'

const wait = (ms: number): Promise<void> => new Promise((done) => setTimeout(done, ms))

export async function runChaos(options: ChaosOptions): Promise<ChaosResult> {
  mkdirSync(options.stateDir, { recursive: true })
  const pair = new Pair(await prepare(options.stateDir), options.stateDir, options.seed)
  const run = new Run(options, pair, await WebhookReceiver.start())
  try {
    return await run.whole()
  } finally {
    await run.stop()
  }
}

/** Over 250 lines because it is one story, told in its order. */
class Run {
  private readonly options: ChaosOptions
  private readonly pair: Pair
  private readonly url: string
  private readonly receiver: WebhookReceiver
  private readonly chance: Chance
  private readonly lists: Lists
  private readonly persons: Persons
  private killing = true
  private ended = false
  private readonly kills: Killed[] = []
  private readonly pauses: number[] = []
  private webhooksSince: number | null = null
  private readonly beganAt = Date.now()

  constructor(options: ChaosOptions, pair: Pair, receiver: WebhookReceiver) {
    this.options = options
    this.pair = pair
    this.url = pair.app.url
    this.receiver = receiver
    this.chance = chanceOf(options.seed)
    this.lists = new Lists(this.url, options, this.chance)
    const { campaigns } = this.lists
    this.persons = new Persons(
      { url: this.url, now: () => pair.now(), campaigns: () => campaigns, stopped: () => !this.killing },
      chanceOf(options.seed + 1),
    )
  }

  async whole(): Promise<ChaosResult> {
    const { options, pair, lists } = this
    await pair.start()
    await lists.furnish()
    await this.registerEndpoint()
    for (let i = 0; i < options.campaigns; i++) await lists.add(() => this.assertInTime())
    this.say(`${options.campaigns} campaigns of ${options.leads} leads are dialing`)
    const cron = this.fireCron()
    // The short run has no time to lose while its few leads are dialed.
    const isShort = options.kills <= SHORT_KILLS
    if (!isShort) await this.measurePause()
    const others = [this.persons.run(), this.keepBusy()]
    const phases = this.changePhases()
    await this.killAgainAndAgain()
    this.killing = false
    await phases
    await pair.enter(CALM)
    await Promise.all(others)
    this.say(`${this.kills.length} kills; calm from here to the end`)
    if (!isShort) await this.measurePause()
    await this.persons.tidyUp()
    await this.finish()
    this.ended = true
    await cron
    return this.compare()
  }

  async stop(): Promise<void> {
    this.killing = false
    this.ended = true
    await this.pair.stop()
    this.receiver.stop()
  }

  private say(line: string): void {
    this.options.say(`${((Date.now() - this.beganAt) / 1000).toFixed(0).padStart(4)} s  ${line}`)
  }

  private assertInTime(): void {
    if (Date.now() - this.beganAt > this.options.limitMs) throw new Error('The run takes too long and was given up')
  }

  private async registerEndpoint(): Promise<void> {
    const endpoint = await insist(this.url, 'POST', '/api/v1/webhook-endpoints', { url: this.receiver.url, events: [] })
    this.receiver.secret = String(endpoint.body.secret)
    this.webhooksSince = this.pair.now()
  }

  private async fireCron(): Promise<void> {
    while (!this.ended) {
      await wait(MINUTE_MS / SPEED)
      await this.pair.fireCron()
    }
  }

  // Chaos

  private async killAgainAndAgain(): Promise<void> {
    const { chance, pair } = this
    while (this.kills.length < this.options.kills) {
      this.assertInTime()
      // Some at once after the start, most in the middle of the work.
      const kind = chance.next()
      const [low, high] =
        kind < 0.15 ? [0, 300] : kind < 0.85 || this.options.kills <= SHORT_KILLS ? [600, 3_500] : [3_500, 6_000]
      await wait(chance.between(low!, high!))
      const at = pair.now()
      const fell = Date.now()
      await pair.app.kill()
      // While it is down: what it had in its hands.
      const inFlight = pair.count("SELECT count(*) FROM attempts WHERE state <> 'settled'")
      await pair.startApp()
      this.kills.push({ inFlight, at, upAt: pair.now(), downMs: Date.now() - fell })
      if (this.kills.length % 10 !== 0) continue
      const attempts = pair.count('SELECT count(*) FROM attempts')
      const last = this.kills.slice(-10).map((it) => it.inFlight)
      this.say(
        `${this.kills.length} kills, the last ten with ${last.join(' ')} calls in flight; ${attempts} attempts, ${pair.count(WAITING)} leads wait (${pair.phase.name})`,
      )
    }
  }

  private async changePhases(): Promise<void> {
    // Each phase once before any comes again.
    let left: Phase[] = []
    while (this.killing) {
      if (left.length === 0) left = sample(PHASES, PHASES.length, this.chance)
      await this.pair.enter(left.pop()!)
      // The short run meets most of them too.
      const seconds = this.options.kills > SHORT_KILLS ? this.chance.between(5, 12) : 3
      for (let i = 0; i < seconds && this.killing; i++) await wait(1_000)
    }
  }

  /** Watches as a person with the page open would, and has the next list ready before the work runs out. */
  private async keepBusy(): Promise<void> {
    const { options, lists } = this
    while (this.killing) {
      await wait(1_000)
      let left = 0
      for (const id of lists.campaigns) {
        const stats = await ask(this.url, 'GET', `/api/v1/campaigns/${id}/stats`)
        const counts = (stats?.body.leads as { by_status?: Record<string, number> } | undefined)?.by_status
        left += counts ? waitingOf(counts) : Number.POSITIVE_INFINITY
      }
      const enough = options.leads * options.campaigns * RUNNING_DRY
      if (left > enough || lists.campaigns.length >= MOST_CAMPAIGNS || !this.killing) continue
      this.say(`${left} leads left: campaign ${lists.campaigns.length + 1} begins`)
      await lists.add(() => this.assertInTime())
    }
  }

  /** Real ms from sending the pause to the last new dial that arrives at the carrier, while the campaign dials at full speed. */
  private async measurePause(): Promise<void> {
    for (const id of this.lists.campaigns.slice(0, 3)) {
      await wait(1_500)
      const stats = await fetch(`${this.pair.carrier.url}/sandbox/stats`)
      const { requests } = (await stats.json()) as { requests: number }
      await wait(500)
      const sentAt = Date.now()
      const answer = await ask(this.url, 'POST', `/api/v1/campaigns/${id}/pause`, {})
      if (!isOk(answer)) continue
      await wait(2_500)
      const entries = await listing<never>(this.pair.carrier.url, 'ledger', requests)
      const dials = dialsOf(entries.filter((entry) => JSON.stringify(entry).includes(id)))
      // At full speed only: somebody must have been dialed in the half second before.
      if (dials.some((dial) => dial.realAt < sentAt))
        this.pauses.push(Math.max(0, ...dials.map((dial) => dial.realAt - sentAt)))
      await insist(this.url, 'POST', `/api/v1/campaigns/${id}/resume`, {})
    }
  }

  // The end

  /** Lets everything run to its end; stretches in which nothing is to be done are skipped. */
  private async finish(): Promise<void> {
    let quiet = 0
    for (let round = 0; ; round++) {
      this.assertInTime()
      await wait(500)
      const open = await this.openCampaigns()
      if (open === null) continue
      if (open.length === 0) break
      if (round % 20 === 0)
        this.say(open.map((it) => `${it.status}: ${it.left} left, ${it.inFlight} in flight`).join(' | '))
      const isIdle = open.every((it) => it.inFlight === 0 && it.status === 'active' && it.nextAt !== null)
      const next = Math.min(...open.map((it) => it.nextAt ?? Number.POSITIVE_INFINITY))
      quiet = isIdle && next > this.pair.now() + 2 * MINUTE_MS ? quiet + 1 : 0
      if (quiet < 3) continue
      // A little further than need be, so that what is due one by one comes together.
      await this.pair.jumpTo(next + OVERSLEPT_MS)
      quiet = 0
    }
    await this.settleDown()
  }

  /** Campaigns that are not over; null when one did not answer. Who looks resumes what stands still. */
  private async openCampaigns(): Promise<
    { status: string; nextAt: number | null; inFlight: number; left: number }[] | null
  > {
    const open: { status: string; nextAt: number | null; inFlight: number; left: number }[] = []
    for (const id of this.lists.campaigns) {
      const view = await ask(this.url, 'GET', `/api/v1/campaigns/${id}`)
      const stats = await ask(this.url, 'GET', `/api/v1/campaigns/${id}/stats`)
      if (!isOk(view) || !isOk(stats)) return null
      const status = String(view.body.status)
      if (status === 'paused') await ask(this.url, 'POST', `/api/v1/campaigns/${id}/resume`, {})
      const nextAt = stats.body.next_at === null ? null : Date.parse(String(stats.body.next_at))
      const inFlight = Number(stats.body.in_flight)
      const left = waitingOf((stats.body.leads as { by_status: Record<string, number> }).by_status)
      if (status !== 'completed' || inFlight > 0) open.push({ status, nextAt, inFlight, left })
    }
    return open
  }

  /** What is still on its way: late callbacks, webhooks. */
  private async settleDown(): Promise<void> {
    const until = Date.now() + MINUTE_MS
    let before = ''
    while (Date.now() < until) {
      await wait(2_500)
      const stats = await fetch(`${this.pair.carrier.url}/sandbox/stats`).then((answer) => answer.text())
      const pending = this.pair.count("SELECT count(*) FROM webhook_deliveries WHERE state = 'pending'")
      if (stats === before && pending === 0) return
      before = stats
    }
  }

  private async compare(): Promise<ChaosResult> {
    const { pair, options } = this
    const verified = await insist(this.url, 'GET', '/api/v1/compliance/verify')
    const ledger = await listing<never>(pair.carrier.url, 'ledger')
    const calls = await listing<Record<string, unknown>>(pair.carrier.url, 'calls')
    await pair.app.kill('SIGTERM')
    const evidence: Evidence = {
      database: readDatabase(pair.databaseFile()),
      dials: dialsOf(ledger),
      calls: calls.map(callOf),
      actions: this.persons.actions,
      kills: this.kills.map(({ at, upAt }) => ({ at, upAt })),
      speed: SPEED,
    }
    writeFileSync(join(options.stateDir, 'evidence.json'), JSON.stringify(evidence))
    const found = Object.entries(CHECKS).map(([name, check]) => [name, check(evidence)] as const)
    const webhooks = wrongWebhooks(evidence, this.receiver, this.webhooksSince ?? 0)
    const proof = verified.body.ok === true ? [] : [JSON.stringify(verified.body).slice(0, 1_000)]
    const all = [
      ...found,
      ['every webhook exists once and arrived', webhooks] as const,
      ['the proof chain verifies', proof] as const,
    ]
    return {
      differences: Object.fromEntries(all.filter(([, list]) => list.length > 0)),
      figures: {
        seed: options.seed,
        'real seconds': Math.round((Date.now() - this.beganAt) / 1000),
        ...figuresOf(evidence, this.kills),
        'faults that struck in the app (known)': Object.entries(pair.struck)
          .map(([name, n]) => `${name} ${n}`)
          .join(', '),
        'webhooks received': this.receiver.received,
        'pause to last new dial, ms': this.pauses.join(', ') || 'not measured',
        'jumps over idle time': pair.jumps,
      },
    }
  }
}

function waitingOf(counts: Record<string, number>): number {
  return ['pending', 'retry', 'rescheduled', 'dialing'].reduce((sum, status) => sum + (counts[status] ?? 0), 0)
}
