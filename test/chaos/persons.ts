import { type Answered, ask, isOk } from './api.ts'
import type { Chance } from './chance.ts'
import { makePeople, type Person } from './people.ts'

/** What people do to campaigns and leads meanwhile. Each action is remembered with the instants around it, whatever became of it. */
export interface Action {
  kind:
    | 'pause'
    | 'resume'
    | 'restart'
    | 'suppress'
    | 'do_not_call'
    | 'disable'
    | 'enable'
    | 'retry'
    | 'rename'
    | 'edit_phones'
    | 'add'
  campaignId: string | null
  leadId: string | null
  phone: string | null
  /** Product time (epoch ms) before the request left. */
  sentAt: number
  /** When its answer was there; null: there was none. */
  doneAt: number | null
  status: number | null
}

export interface PersonsWorld {
  url: string
  now: () => number
  campaigns: () => string[]
  /** True while the killer rests, so that what needs two steps can be done. */
  stopped: () => boolean
}

const wait = (ms: number): Promise<void> => new Promise((done) => setTimeout(done, ms))

export class Persons {
  readonly actions: Action[] = []
  private readonly world: PersonsWorld
  private readonly chance: Chance
  private readonly strangers: Person[]
  private readonly disabled = new Map<string, string>()
  private restarts = 0

  constructor(world: PersonsWorld, chance: Chance) {
    this.world = world
    this.chance = chance
    this.strangers = makePeople(3_000, chance).map((person) => ({
      name: `Late ${person.name}`,
      // Not the fictional numbers: those are taken by the lists.
      phones: person.phones.map((phone) => phone.replace(/55501(\d\d)$/, '55588$1')),
    }))
  }

  /** Acts until told to stop. */
  async run(): Promise<void> {
    while (!this.world.stopped()) {
      await wait(this.chance.between(100, 600))
      const campaignId = this.chance.pick(this.world.campaigns())
      if (campaignId === undefined) continue
      await this.actOnce(campaignId)
    }
  }

  /** Puts right what would keep a campaign from ending. */
  async tidyUp(): Promise<void> {
    for (const campaignId of this.world.campaigns()) {
      for (;;) {
        const view = await ask(this.world.url, 'GET', `/api/v1/campaigns/${campaignId}`)
        if (view?.body.status !== 'paused') {
          if (view) break
        } else await this.act('resume', campaignId, null, null, 'POST', `/campaigns/${campaignId}/resume`)
        await wait(300)
      }
    }
    for (const [leadId, campaignId] of [...this.disabled].slice(0, Math.floor(this.disabled.size / 2)))
      await this.act('enable', campaignId, leadId, null, 'POST', `/leads/${leadId}/enable`)
  }

  private async actOnce(campaignId: string): Promise<void> {
    const { chance } = this
    const what = chance.next()
    if (what < 0.04) return this.pauseAndResume(campaignId)
    if (what < 0.05 && this.restarts < 3) return this.restart(campaignId)
    if (what < 0.2) return this.add(campaignId)
    const lead = await this.someLead(campaignId, what)
    if (!lead) return
    const id = lead.id as string
    const phones = (lead.phones as { e164: string | null }[]).flatMap(({ e164 }) => e164 ?? [])
    if (what < 0.45) return this.suppress(campaignId, id, chance.pick(phones))
    if (what < 0.5) {
      const body = { reason: 'asked by letter' }
      return void (await this.act('do_not_call', campaignId, id, null, 'POST', `/leads/${id}/do-not-call`, body))
    }
    if (what < 0.65) {
      if (isOk(await this.act('disable', campaignId, id, null, 'POST', `/leads/${id}/disable`)))
        this.disabled.set(id, campaignId)
      return
    }
    if (what < 0.75) {
      const [leadId, its] = [...this.disabled][0] ?? []
      if (leadId && isOk(await this.act('enable', its!, leadId, null, 'POST', `/leads/${leadId}/enable`)))
        this.disabled.delete(leadId)
      return
    }
    if (what < 0.85) return void (await this.act('retry', campaignId, id, null, 'POST', `/leads/${id}/retry`))
    if (what < 0.95) {
      const body = { name: `${String(lead.name)} again`, priority: chance.pick(['high', 'normal', 'low']) }
      return void (await this.act('rename', campaignId, id, null, 'PATCH', `/leads/${id}`, body))
    }
    const body = { phones: [...phones, this.strangers.pop()!.phones[0]] }
    await this.act('edit_phones', campaignId, id, null, 'PATCH', `/leads/${id}`, body)
  }

  private async pauseAndResume(campaignId: string): Promise<void> {
    await this.act('pause', campaignId, null, null, 'POST', `/campaigns/${campaignId}/pause`)
    await wait(this.chance.between(200, 2_500))
    // Nobody leaves a campaign standing because a click had no answer.
    for (let tries = 0; tries < 40 && !this.world.stopped(); tries++) {
      const answer = await this.act('resume', campaignId, null, null, 'POST', `/campaigns/${campaignId}/resume`)
      if (answer && answer.status < 500) return
      await wait(300)
    }
  }

  private async restart(campaignId: string): Promise<void> {
    if (!isOk(await this.act('pause', campaignId, null, null, 'POST', `/campaigns/${campaignId}/pause`))) return
    const body = this.chance.hits(0.5) ? { unreached_only: true } : { confirm: true }
    this.restarts += 1
    await this.act('restart', campaignId, null, null, 'POST', `/campaigns/${campaignId}/restart`, body)
    // Where that had no answer, the campaign may still be paused.
    await this.act('resume', campaignId, null, null, 'POST', `/campaigns/${campaignId}/resume`)
  }

  private async add(campaignId: string): Promise<void> {
    const people = Array.from({ length: this.chance.between(1, 5) }, () => this.strangers.pop()).filter((it) => !!it)
    await this.act('add', campaignId, null, null, 'POST', `/campaigns/${campaignId}/leads`, people)
  }

  /** An opt-out is repeated until it is accepted: whoever takes it down does not give up. */
  private async suppress(campaignId: string, leadId: string, phone: string | undefined): Promise<void> {
    if (phone === undefined) return
    for (let tries = 0; tries < 20; tries++) {
      const body = { phone, reason: 'asked by mail' }
      if (isOk(await this.act('suppress', campaignId, leadId, phone, 'POST', '/suppressions', body))) return
      await wait(300)
    }
  }

  private async someLead(campaignId: string, what: number): Promise<Record<string, unknown> | null> {
    const retried = what >= 0.75 && what < 0.85
    const status = retried
      ? this.chance.pick(['failed', 'no_conversation'])
      : this.chance.pick(['pending', 'retry', 'dialing', 'retry', 'rescheduled'])
    const page = await ask(this.world.url, 'GET', `/api/v1/campaigns/${campaignId}/leads?status=${status}&limit=50`)
    return this.chance.pick(page?.body.data ?? []) ?? null
  }

  private async act(
    kind: Action['kind'],
    campaignId: string,
    leadId: string | null,
    phone: string | null,
    method: string,
    path: string,
    body?: unknown,
  ): Promise<Answered | null> {
    const action: Action = { kind, campaignId, leadId, phone, sentAt: this.world.now(), doneAt: null, status: null }
    this.actions.push(action)
    const answer = await ask(this.world.url, method, `/api/v1${path}`, body ?? (method === 'POST' ? {} : undefined))
    if (answer) {
      action.doneAt = this.world.now()
      action.status = answer.status
    }
    return answer
  }
}
