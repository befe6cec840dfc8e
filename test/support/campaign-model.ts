/**
 * A whole campaign in memory: leads, lanes, passes, a permit ledger, a carrier that calls back in any order. It decides nothing
 * itself; it asks the domain what to do, only at the instants the domain asked to be woken or when something happened, and writes
 * down every breach of a rule it can see in its own log. Random, and the same for the same seed.
 *
 * Over 250 lines because the checks read the whole state of the run; the random beginnings are in campaign-model-setup.ts.
 */
import { applyEvent, isSettleable, markPlaced, markRefused, markSilent, newAttempt } from '../../src/domain/attempt.ts'
import { type Candidate, dialingRank, type Plan, type PlanSnapshot, plan } from '../../src/domain/dial-plan.ts'
import type { Disposition } from '../../src/domain/disposition.ts'
import { isFinal } from '../../src/domain/lead.ts'
import {
  afterAttempt,
  afterRefusal,
  type LeadProgress,
  MAX_EXTRA_CALLBACKS,
  type NextStep,
  type Refusal,
  stepFrom,
  withDead,
} from '../../src/domain/lead-progress.ts'
import { outcomeOf } from '../../src/domain/outcome.ts'
import { FIRST_GATE, passGate } from '../../src/domain/pass-gate.ts'
import { SCENARIOS, type Scenario } from './call-scenarios.ts'
import { type Lane, type ModelLead, randomLeads, randomNumbers, randomSettings } from './campaign-model-setup.ts'
import { Random } from './random.ts'

const SECOND = 1_000
const MINUTE = 60_000
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR

interface Dial {
  lead: ModelLead
  phone: string
  numberId: string
  at: number
  endsAt: number
  pass: number
  position: number
  callback: boolean
  scenario: Scenario
  disposition: Disposition | null
  answered: boolean
}

interface Happening {
  at: number
  do(): void
}

export interface ModelRun {
  seed: number
  violations: string[]
  dials: number
  plans: number
  passes: number
  /** Refused permits, by kind. */
  refusals: Partial<Record<Refusal, number>>
  finals: Partial<Record<string, number>>
  days: number
}

const MAX_PLANS = 50_000

export function runCampaign(seed: number, lanesOf: (random: Random) => Lane[], startAt: number): ModelRun {
  const random = new Random(seed)
  const settings = randomSettings(random)
  const numbers = randomNumbers(random)
  const lanes = lanesOf(random)
  const { phones, leads } = randomLeads(random, lanes)

  let now = startAt
  let status: PlanSnapshot['status'] = 'active'
  let gate = FIRST_GATE
  let cursor = 0
  let lastDialAt: number | null = null
  const dials: Dial[] = []
  const inFlight = new Set<Dial>()
  const happenings: Happening[] = []
  const suppressed = new Set<string>()
  const deadForAll = new Set<string>()
  /** Attempts of the organization by phone; other campaigns had some, too. */
  const ledger = new Map<string, number[]>()
  for (const phone of phones) if (random.chance(0.1)) ledger.set(phone, [now - random.below(20) * HOUR])
  const run: ModelRun = { seed, violations: [], dials: 0, plans: 0, passes: 1, refusals: {}, finals: {}, days: 0 }
  const breach = (what: string): void => {
    if (run.violations.length < 5)
      run.violations.push(`seed ${seed}, +${((now - startAt) / MINUTE).toFixed(2)} min: ${what}`)
  }

  if (random.chance(0.2)) {
    const pauseAt = now + random.below(3 * HOUR)
    const become = (to: PlanSnapshot['status']) => () => {
      status = to
    }
    happenings.push({ at: pauseAt, do: become('paused') })
    happenings.push({ at: pauseAt + random.below(DAY), do: become('active') })
  }

  const breadthFirst = settings.retry.mode === 'breadth_first'
  const intervalMs = settings.retry.interval_minutes * MINUTE
  const dueAtOf = (step: NextStep | null): number | null =>
    step?.kind === 'dial' ? Math.max(step.dueAt ?? 0, step.notBefore ?? 0) : null
  const passIsOpen = (step: NextStep): boolean =>
    step.kind === 'dial' && (step.callback || !breadthFirst || step.pass <= gate.openPass)
  const isDue = (lead: ModelLead): boolean =>
    lead.step?.kind === 'dial' && passIsOpen(lead.step) && dueAtOf(lead.step)! <= now && lead.lane.isOpen(now)
  const rankOf = (lead: ModelLead): number =>
    lead.step?.kind === 'dial'
      ? dialingRank(lead.step.pass, lead.step.position, lead.priority, lead.step.callback)
      : Number.POSITIVE_INFINITY
  const phoneOf = (lead: ModelLead): string => lead.progress.phones[lead.progress.position - 1]!.e164
  const capFreesAt = (phone: string): number | null => {
    const recent = (ledger.get(phone) ?? []).filter((at) => at > now - DAY).sort((a, b) => a - b)
    const cap = settings.max_attempts_per_phone_per_day
    return recent.length < cap ? null : recent[recent.length - cap]! + DAY
  }

  function turnGate(): number | null {
    if (!breadthFirst) return null
    const waiting = leads.flatMap((lead) => (lead.step?.kind === 'dial' && !lead.step.callback ? [lead.step] : []))
    const open = waiting.filter((step) => step.pass <= gate.openPass)
    const later = waiting.filter((step) => step.pass > gate.openPass).map((step) => step.pass)
    const turned = passGate(
      gate,
      {
        left: open.filter((step) => dueAtOf(step)! <= now).length,
        inFlight: [...inFlight].filter((dial) => !dial.callback).length,
        nextPass: later.length === 0 ? null : Math.min(...later),
      },
      settings.retry.interval_minutes,
      now,
    )
    gate = turned.gate
    run.passes = Math.max(run.passes, gate.openPass)
    return turned.opensAt
  }

  function snapshot(): PlanSnapshot {
    const passOpensAt = turnGate()
    const waiting = leads.filter((lead) => lead.step?.kind === 'dial')
    const due = waiting.filter(isDue).sort((a, b) => rankOf(a) - rankOf(b) || a.seq - b.seq)
    const dues = waiting.flatMap((lead) => {
      const at = lead.lane.isOpen(now) && passIsOpen(lead.step!) ? dueAtOf(lead.step) : null
      return at !== null && at > now ? [at] : []
    })
    const openings = waiting.filter((lead) => !lead.lane.isOpen(now)).map((lead) => lead.lane.opensAt(now))
    const today = Math.floor(now / DAY)
    for (const number of numbers) {
      number.callsToday = dials.filter((it) => it.numberId === number.id && Math.floor(it.at / DAY) === today).length
    }
    const candidates: Candidate[] = due.map((lead) => {
      const { pass, position, callback } = lead.step as Extract<NextStep, { kind: 'dial' }>
      return { leadId: lead.id, phone: phoneOf(lead), pass, position, callback }
    })
    return {
      status,
      settings,
      inFlight: inFlight.size,
      lastDialAt,
      slots: random.pick([0, 1, 2, 5, 50]),
      slotsAt: now + random.below(3 * SECOND) + 1,
      candidates,
      busyPhones: new Set([...inFlight].map((dial) => dial.phone)),
      numbers,
      rotationCursor: cursor,
      numbersFreeAt: (today + 1) * DAY,
      nextDueAt: dues.length === 0 ? null : Math.min(...dues),
      nextLaneOpensAt: openings.length === 0 ? null : Math.min(...openings),
      passOpensAt,
      leadsWaiting: leads.filter((lead) => lead.step?.kind !== 'final').length,
      endAt: null,
    }
  }

  function checkPlan(s: PlanSnapshot, p: Plan): void {
    if (p.wakeAt !== null && p.wakeAt <= now) breach('wakes now or earlier')
    if (p.dial.length > s.slots) breach('dials more than the line granted')
    if (s.inFlight + p.dial.length > settings.max_concurrent_calls) breach('over max concurrent calls')
    const gapMs = settings.call_interval_seconds * SECOND
    if (gapMs > 0 && p.dial.length > 1) breach('two calls in one call interval')
    if (gapMs > 0 && p.dial.length > 0 && lastDialAt !== null && now - lastDialAt < gapMs)
      breach('call interval too short')
    if (p.dial.length > 0 && status !== 'active') breach('dials while not active')
    if (new Set(p.dial.map((it) => it.phone)).size < p.dial.length) breach('one phone twice in a plan')
    if (p.complete !== leads.every((lead) => lead.step?.kind === 'final') && status === 'active')
      breach('complete is wrong')
    // Breadth first, from the leads themselves: nobody who could be called stands before somebody who is.
    const chosen = new Set(p.dial.map((it) => it.leadId))
    const calledPhones = new Set([...s.busyPhones, ...p.dial.map((it) => it.phone)])
    const worst = leads.filter((lead) => chosen.has(lead.id)).sort((a, b) => rankOf(b) - rankOf(a) || b.seq - a.seq)[0]
    for (const lead of worst === undefined ? [] : leads) {
      if (chosen.has(lead.id) || !isDue(lead) || calledPhones.has(phoneOf(lead))) continue
      if (rankOf(lead) < rankOf(worst!) || (rankOf(lead) === rankOf(worst!) && lead.seq < worst!.seq)) {
        breach(`${worst!.id} dialed before ${lead.id}`)
      }
    }
  }

  function refusalOf(phone: string): { refusal: Refusal; freesAt: number | null } | null {
    if (suppressed.has(phone)) return { refusal: 'suppressed', freesAt: null }
    const freesAt = capFreesAt(phone)
    if (freesAt !== null) return { refusal: 'phone_capped', freesAt }
    if (random.chance(0.02)) return { refusal: 'phone_busy', freesAt: null }
    if (random.chance(0.02)) return { refusal: 'number_capped', freesAt: null }
    return null
  }

  function checkDial(dial: Dial): void {
    const { lead, phone } = dial
    const before = dials.filter((it) => it.lead === lead)
    const last = before.at(-1)
    if (!lead.lane.isOpen(now)) breach(`${lead.id} outside its window`)
    if ([...inFlight].some((it) => it.phone === phone)) breach(`${phone} in two calls at once`)
    if (before.some((it) => it.disposition === 'OPT_OUT')) breach(`${lead.id} dialed after OPT_OUT`)
    if (suppressed.has(phone)) breach(`${phone} dialed though suppressed`)
    if (deadForAll.has(phone)) breach(`${phone} dialed though dead`)
    const number = numbers.find((it) => it.id === dial.numberId)!
    if (!number.enabled || number.excluded) breach(`${number.id} used though off`)
    if (number.spamScore >= settings.rotation.spam_threshold) breach(`${number.id} used though spam`)
    const today = Math.floor(now / DAY)
    const used = dials.filter((it) => it.numberId === dial.numberId && Math.floor(it.at / DAY) === today).length
    if (used >= settings.rotation.max_calls_per_number_per_day) breach(`${number.id} over its daily cap`)
    if (capFreesAt(phone) !== null) breach(`${phone} over its cap in 24 h`)
    const same = before.filter((it) => it.phone === phone)
    const max = settings.retry.max_attempts_per_phone
    if (same.length >= max && !dial.callback) breach(`${lead.id} ${phone} over max attempts`)
    if (same.length >= max + MAX_EXTRA_CALLBACKS) breach(`${lead.id} ${phone} over all callbacks`)
    if (dial.callback && last?.disposition !== 'CALLBACK') breach(`${lead.id}: a callback nobody asked for`)
    if (!dial.callback) {
      if (same.some((it) => !it.callback && it.pass === dial.pass))
        breach(`${lead.id} ${phone} twice in pass ${dial.pass}`)
      if (
        last !== undefined &&
        (last.pass > dial.pass || (last.pass === dial.pass && last.position >= dial.position))
      ) {
        breach(`${lead.id} went backwards`)
      }
      if (last !== undefined && dial.pass > last.pass && now - last.endsAt < intervalMs) {
        breach(`${lead.id} retried before the interval`)
      }
    }
  }

  /** A phone died for everybody: other leads that hold it learn of it as they would from the database. */
  function spread(phone: string, dead: 'invalid' | 'wrong_number'): void {
    deadForAll.add(phone)
    for (const lead of leads) {
      const index = lead.progress.phones.findIndex((it) => it.e164 === phone && it.dead === null)
      if (index < 0) continue
      lead.progress = withDead(lead.progress, index + 1, dead)
      if (lead.step?.kind === 'dial') take(lead, stepFrom(lead.progress, settings, now, lead.step))
    }
  }

  function take(lead: ModelLead, to: { progress: LeadProgress; next: NextStep }): void {
    lead.progress = to.progress
    lead.step = to.next
    const step = to.next
    if (step.kind === 'final') {
      checkEnd(lead, step.status)
      return
    }
    const phone = to.progress.phones[step.position - 1]
    if (step.position !== to.progress.position || step.pass !== to.progress.pass)
      breach(`${lead.id}: step and progress differ`)
    if (phone === undefined || phone.dead !== null) breach(`${lead.id} is to be dialed on a dead phone`)
  }

  function checkEnd(lead: ModelLead, end: string): void {
    const mine = dials.filter((it) => it.lead === lead)
    const last = mine.at(-1)?.disposition ?? null
    const expected = ((): string[] => {
      if (last === 'OPT_OUT') return ['do_not_call']
      if (last === 'INTERESTED' || last === 'NOT_INTERESTED' || last === 'COMPLETED') return ['completed']
      if (last === 'CALLBACK') return ['completed', 'do_not_call', ...ended(mine)]
      if (lead.progress.phones.some((phone) => phone.dead === 'suppressed')) return ['do_not_call', ...ended(mine)]
      return mine.length === 0 ? ['skipped'] : ended(mine)
    })()
    if (!expected.includes(end)) breach(`${lead.id} ended ${end}, not ${expected.join(' or ')}`)
    const open = lead.progress.phones.some(
      (phone) => phone.dead === null && phone.attempts < settings.retry.max_attempts_per_phone,
    )
    const gaveUp = end === 'failed' || end === 'no_conversation' || end === 'skipped'
    if (gaveUp && open) breach(`${lead.id} given up too early`)
  }
  const ended = (mine: Dial[]): string[] => [mine.some((it) => it.answered) ? 'no_conversation' : 'failed']

  function settle(dial: Dial): void {
    inFlight.delete(dial)
    const { lead, scenario } = dial
    let attempt = newAttempt(dial.at)
    if (scenario.refused !== undefined) attempt = markRefused(attempt, scenario.refused, now)
    else attempt = markPlaced(attempt, dial.at)
    const events = scenario.events({ at: dial.at, endedAt: now, callbackAt: now + random.below(6 * HOUR) - HOUR })
    for (const event of random.shuffle([...events, ...events.filter(() => random.chance(0.3))])) {
      attempt = applyEvent(attempt, event)
    }
    if (scenario.silent) attempt = markSilent(attempt, now)
    const ready = isSettleable(attempt, now + (scenario.lost ? HOUR : 0), { reportGraceMs: MINUTE })
    if (ready !== true) breach(`${scenario.name} cannot be settled`)
    const outcome = outcomeOf(attempt)
    dial.disposition = outcome.disposition
    dial.answered = scenario.answered
    if (outcome.disposition !== scenario.disposition) breach(`${scenario.name} became ${outcome.disposition}`)
    if (outcome.answered !== scenario.answered) breach(`${scenario.name}: answered is ${outcome.answered}`)
    const after = afterAttempt(lead.progress, outcome, settings, now)
    take(lead, after)
    if (outcome.disposition === 'OPT_OUT') for (const phone of lead.progress.phones) suppressed.add(phone.e164)
    if (outcome.disposition === 'WRONG_NUMBER') spread(dial.phone, 'wrong_number')
    if (outcome.invalidNumber) spread(dial.phone, 'invalid')
    if (random.chance(0.03)) {
      const phone = random.pick(phones)
      if (![...inFlight].some((it) => it.phone === phone)) suppressed.add(phone)
    }
  }

  function start(planned: Plan['dial'][number]): boolean {
    const lead = leads.find((it) => it.id === planned.leadId)!
    const step = lead.step
    if (step?.kind !== 'dial') {
      breach(`${lead.id} dialed after its end`)
      return false
    }
    const refused = refusalOf(planned.phone)
    if (refused !== null) {
      run.refusals[refused.refusal] = (run.refusals[refused.refusal] ?? 0) + 1
      take(lead, afterRefusal(lead.progress, refused.refusal, step, settings, now, refused.freesAt))
      return false
    }
    const scenario = random.weighted(SCENARIOS, (it) => it.weight)
    const endsAt = now + (scenario.refused ? 1 : SECOND + random.below(3 * MINUTE))
    const { pass, position, callback } = step
    const dial: Dial = {
      lead,
      phone: planned.phone,
      numberId: planned.numberId,
      at: now,
      endsAt,
      pass,
      position,
      callback,
      scenario,
      disposition: null,
      answered: false,
    }
    checkDial(dial)
    ledger.set(dial.phone, [...(ledger.get(dial.phone) ?? []), now])
    dials.push(dial)
    inFlight.add(dial)
    numbers.find((it) => it.id === dial.numberId)!.lastUsedAt = now
    lead.step = null
    happenings.push({ at: endsAt, do: () => settle(dial) })
    return true
  }

  for (;;) {
    if (++run.plans > MAX_PLANS) {
      breach('does not end')
      break
    }
    const s = snapshot()
    const p = plan(s, now)
    checkPlan(s, p)
    if (p.complete) break
    cursor = p.rotationCursor
    let refused = false
    let dialed = false
    for (const planned of p.dial) {
      if (start(planned)) dialed = true
      else refused = true
    }
    if (dialed) lastDialAt = now
    if (refused) continue
    const next = Math.min(p.wakeAt ?? Number.POSITIVE_INFINITY, ...happenings.map((it) => it.at))
    if (next === Number.POSITIVE_INFINITY) {
      breach(`stands still: ${p.because}`)
      break
    }
    now = Math.max(now, next)
    for (const it of happenings.filter((one) => one.at <= now).sort((a, b) => a.at - b.at)) {
      happenings.splice(happenings.indexOf(it), 1)
      it.do()
    }
  }
  for (const lead of leads) {
    const end = lead.step?.kind === 'final' ? lead.step.status : 'none'
    if (end === 'none' || !isFinal(end)) breach(`${lead.id} never ended`)
    run.finals[end] = (run.finals[end] ?? 0) + 1
  }
  run.dials = dials.length
  run.days = (now - startAt) / DAY
  return run
}
