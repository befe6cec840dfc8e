/**
 * Why was this lead not called yet, and when will it be? Everything that could hold it back is looked at in a fixed order, the weightiest
 * first; the first that does hold it back is the answer. Over 250 lines because the checks are one table of that order.
 */
import type { CampaignStatus } from './campaign-lifecycle.ts'
import { type CheckAnswer, checkCall } from './compliance-check.ts'
import { type CheckFacts, type JudgedRule, longer, type RuleKind } from './compliance-facts.ts'
import { nextOpenHours } from './compliance-hours.ts'
import { LEAD_REMEDIES, NUMBER_SENTENCES, PACING, reasonClause, waitSentence } from './explain-words.ts'
import { isFinal, type LeadStatus } from './lead.ts'
import type { NumbersNow } from './numbers-free.ts'
import { regionHours } from './regions/region-hours.ts'

/** Instants are epoch ms. */
export interface LeadFacts {
  now: number
  lead: {
    status: LeadStatus
    statusReason: string | null
    pass: number
    /** From 1. */
    position: number
    nextDueAt: number | null
  }
  campaign: {
    status: CampaignStatus
    startAt: number | null
    endAt: number | null
    hasAgent: boolean
    /** Work on its leads that comes before any dialing. */
    job: string | null
    numbers: NumbersNow
    retryMode: 'breadth_first' | 'per_contact'
  }
  phones: readonly LeadPhone[]
  /** What the campaign's object says; null when it has nothing to say or does not answer. */
  dialer: { because: string; nextAt: number | null; pass: number; busy: boolean } | null
}

export interface LeadPhone {
  position: number
  e164: string | null
  /** What is to be judged; null when it is no phone number. */
  facts: CheckFacts | null
}

export interface LeadCheck {
  code: string
  /** hold: for now. never: not by itself. */
  verdict: 'pass' | 'hold' | 'never'
  message: string
  until: number | null
  ruleId: string | null
  citation: string | null
}

export interface PhoneExplanation {
  position: number
  e164: string | null
  answer: CheckAnswer | null
}

export interface LeadExplanation {
  /** Nothing forbids it now; it may still have to wait for its turn. */
  callable: boolean
  because: LeadCheck
  /** The first instant at which nothing that can be foreseen holds it back; null: something has to be changed first. */
  earliestAt: number | null
  wouldChange: string[]
  checks: LeadCheck[]
  phones: PhoneExplanation[]
}

/** A check, and what would change it. */
type Finding = LeadCheck & {
  remedies: string[]
  /** Ends by itself, though nobody can say when. */
  isPassing?: boolean
}

export function explainLead(facts: LeadFacts): LeadExplanation {
  const phones = facts.phones.map(({ position, e164, facts: about }) => {
    return { position, e164, answer: about === null ? null : checkCall(about, facts.now) }
  })
  const next = nextPhone(facts, phones)
  const findings = [
    leadStatus(facts, next?.answer ?? null),
    campaignStatus(facts),
    ...(next?.answer ? [stop(next.answer, 'organization'), stop(next.answer, 'agent')] : []),
    agent(facts),
    numbers(facts),
    job(facts),
    ...(next?.answer ? rulesOfPhone(next.answer, facts) : [noPhone()]),
    due(facts),
    pass(facts),
    ...(next?.answer ? [busy(next.answer)] : []),
    pacing(facts),
  ]
  const earliestAt = earliest(facts, findings, next)
  const end = campaignEnd(facts, earliestAt)
  const all = end === null ? findings : [...findings, end]
  const holds = all.filter((it) => it.verdict !== 'pass')
  // What passes by itself is of no use to a lead that is over.
  const changeable = isFinal(facts.lead.status) ? holds.filter((it) => it.verdict === 'never') : holds
  return {
    callable: holds.every((it) => it.code === 'pacing'),
    because: plain(holds[0] ?? passed('next_in_line', 'Nothing holds it back: it is called when its turn comes.')),
    earliestAt: end === null ? earliestAt : null,
    wouldChange: [...new Set(changeable.flatMap((it) => it.remedies))],
    checks: all.map(plain),
    phones,
  }
}

/** The phone that is dialed next: the one it stands at, or the first that is live should that one be dead. */
function nextPhone({ lead }: LeadFacts, phones: readonly PhoneExplanation[]): PhoneExplanation | null {
  const isLive = ({ answer }: PhoneExplanation): boolean =>
    answer?.rules.every((rule) => !DEADLY.has(rule.kind) || rule.verdict !== 'forbidden') ?? false
  const current = phones.find((phone) => phone.position === lead.position)
  const onwards = [...phones.filter((it) => it.position > lead.position), ...phones]
  const live = current && isLive(current) ? current : onwards.find(isLive)
  return live ?? (current?.answer ? current : null) ?? phones.find((phone) => phone.answer !== null) ?? null
}

const DEADLY: ReadonlySet<RuleKind> = new Set(['suppression', 'phone_dead'])

function leadStatus({ lead }: LeadFacts, answer: CheckAnswer | null): Finding {
  const { status, statusReason } = lead
  const code = 'lead_status'
  const reason = reasonClause(statusReason)
  const remedies = [LEAD_REMEDIES[status] ?? []].flat()
  if (status === 'dialing')
    return { ...holds('in_call', 'It is being called right now.'), remedies: [], isPassing: true }
  if (status === 'disabled') return { ...holds(code, 'Somebody has switched it off.'), remedies }
  if (status === 'do_not_call') {
    const entry = answer?.rules.find((rule) => rule.id === 'suppression' && rule.verdict === 'forbidden')
    const why = entry?.detail ?? reason ?? 'they asked not to be called'
    const law = { ruleId: entry?.id ?? null, citation: entry?.citation ?? null }
    return { ...holds(code, `It is do not call: ${why}.`, 'never'), ...law, remedies }
  }
  if (isFinal(status)) {
    const word = status.replaceAll('_', ' ')
    return { ...holds(code, reason === null ? `It is ${word}.` : `It is ${word}: ${reason}.`, 'never'), remedies }
  }
  if (status === 'called') return { ...holds(code, 'It was reached; its conversation is over.', 'never'), remedies }
  if (status === 'planning' || status === 'awaiting_approval')
    return { ...holds(code, `It is ${status.replaceAll('_', ' ')}.`), remedies }
  return passed(code, `It is ${status} and waits to be called.`)
}

function campaignStatus({ campaign }: LeadFacts): Finding {
  const code = 'campaign_status'
  switch (campaign.status) {
    case 'active':
      return passed(code, 'The campaign is active.')
    case 'draft':
      return { ...holds(code, 'The campaign is a draft.'), remedies: ['Start the campaign.'] }
    case 'paused':
      return { ...holds(code, 'The campaign is paused.'), remedies: ['Resume the campaign.'] }
    case 'scheduled':
      return {
        ...holds(code, 'The campaign has not begun: it waits for its start date.'),
        until: campaign.startAt,
        remedies: ['Move the start date of the campaign.'],
      }
    case 'completed':
      return {
        ...holds(code, 'The campaign is completed.', 'never'),
        remedies: ['Restart the campaign, or add the person to another.'],
      }
    case 'cancelled':
      return {
        ...holds(code, 'The campaign was cancelled.', 'never'),
        remedies: ['Add the person to another campaign.'],
      }
  }
}

function stop(answer: CheckAnswer, who: 'organization' | 'agent'): Finding {
  const rule = ruleOf(answer, `${who}_stop`)
  if (rule?.verdict !== 'forbidden') return passed(`${who}_stop`, `The ${who} is not stopped.`)
  return { ...fromRule(`${who}_stop`, rule), remedies: [`Lift the stop of the ${who}.`] }
}

function agent({ campaign }: LeadFacts): Finding {
  if (campaign.hasAgent) return passed('agent', 'The campaign has an agent.')
  return { ...holds('agent', 'The campaign has no agent.'), remedies: ['Choose an agent for the campaign.'] }
}

function numbers({ campaign }: LeadFacts): Finding {
  const { usable, none, freeAt } = campaign.numbers
  if (none === null) return passed('numbers', `${usable} of its numbers can be called from.`)
  const { because, remedy } = NUMBER_SENTENCES[none]
  return { ...holds('numbers', because), until: none === 'all_over_cap' ? freeAt : null, remedies: [remedy] }
}

function job({ campaign, dialer }: LeadFacts): Finding {
  const busy = campaign.job !== null ? 'changing its leads' : dialer?.busy ? 'reading in its leads' : null
  if (busy === null) return passed('job', 'Nothing is being done to the leads of the campaign.')
  return {
    ...holds('job', `The campaign is ${busy}; nobody is dialed before that is done.`),
    remedies: [],
    isPassing: true,
  }
}

function noPhone(): Finding {
  const remedies = ['Correct or add a phone.']
  return { ...holds('no_phone', 'It has no phone that could be called.', 'never'), remedies }
}

/** What the law and the settings say of the phone that is next. */
function rulesOfPhone(answer: CheckAnswer, facts: LeadFacts): Finding[] {
  const suppression = ruleOf(answer, 'suppression')
  const dead = ruleOf(answer, 'phone_dead')
  const consent = ruleOf(answer, 'consent')
  return [
    judgedAs('suppression', suppression, 'Take it off the suppression list, with a reason.', 'never'),
    judgedAs('phone_dead', dead, 'Correct the phone, or add another.', 'never'),
    judgedAs('consent', consent, 'Record the consent they gave, or do not require it.'),
    window(answer, facts),
    caps(answer),
  ]
}

function judgedAs(
  code: string,
  rule: JudgedRule | undefined,
  remedy: string,
  kind: 'hold' | 'never' = 'hold',
): Finding {
  if (rule === undefined || rule.verdict !== 'forbidden') return passed(code, sentence(rule?.detail ?? code))
  return { ...fromRule(code, rule), verdict: kind, remedies: [remedy] }
}

const WINDOW: ReadonlySet<RuleKind> = new Set(['hours', 'region_stop'])

/** The hours and emergency stops: the rule that holds longest. */
function window(answer: CheckAnswer, { phones, now }: LeadFacts): Finding {
  const closed = answer.rules.filter(({ kind, verdict }) => WINDOW.has(kind) && verdict === 'forbidden')
  const longest = closed.reduce<JudgedRule | null>(longer, null)
  if (longest === null) return passed('window', `It is inside its calling hours in ${answer.zones.join(', ')}.`)
  const about = phones.find((phone) => phone.e164 === answer.phone)?.facts
  const stopped = closed.find((rule) => rule.kind === 'region_stop')
  const opens = about ? nextOpenHours(about, answer, stopped?.until ?? now) : null
  const isNever = opens === null && stopped === undefined
  const until = stopped !== undefined && stopped.until === null ? null : opens
  return {
    ...fromRule('window', longest),
    verdict: isNever ? 'never' : 'hold',
    until,
    remedies: windowRemedies(longest, answer),
  }
}

function windowRemedies(rule: JudgedRule, { evidence, zones, regions }: CheckAnswer): string[] {
  if (rule.kind === 'region_stop') return ['Lift the emergency stop of the region.']
  if (rule.id === 'calling') return ['Widen the calling hours of the campaign.']
  if (rule.id === 'schedule') return ['Change the schedule of the campaign.']
  const lifted =
    rule.id !== 'federal' && !regionHours(regions, { aiVoice: true, consented: true }).some(({ id }) => id === rule.id)
  if (lifted && rule.id !== 'time_zone') return ['Record the prior express consent they gave: it lifts this rule.']
  if (evidence === 'fallback' || zones.length > 1 || rule.id === 'time_zone')
    return ['Say where the person is (their time zone or address): now every place it could be has to be open.']
  // A prohibition knows no hour at which it ends.
  if (rule.until === null)
    return ['Nothing here: the law where the person is forbids these calls. A person may call them.']
  return ['Only time: this is the law where the person is.']
}

function caps(answer: CheckAnswer): Finding {
  const full = answer.rules.filter(({ kind, verdict }) => kind === 'attempts' && verdict === 'forbidden')
  const longest = full.reduce<JudgedRule | null>(longer, null)
  if (longest === null) return passed('attempts', 'No limit on attempts is reached.')
  const remedy = longest.citation === null ? 'Raise the attempts a phone may have in 24 hours.' : null
  const verdict = longest.until === null ? 'never' : 'hold'
  return { ...fromRule('attempts', longest), verdict, remedies: remedy === null ? [] : [remedy] }
}

function due({ lead, now }: LeadFacts): Finding {
  if (lead.nextDueAt === null || lead.nextDueAt <= now || isFinal(lead.status)) return passed('due', 'It is due.')
  const callback = lead.status === 'rescheduled'
  const message = callback ? 'They asked to be called at another time.' : 'It waits until it may be tried again.'
  const remedies = [
    callback ? 'Nothing: it is called when they asked for.' : 'Shorten the retry interval of the campaign.',
  ]
  return { ...holds('due', message), until: lead.nextDueAt, remedies }
}

function pass({ lead, campaign, dialer }: LeadFacts): Finding {
  const isBound = campaign.retryMode === 'breadth_first' && lead.status !== 'rescheduled'
  if (!isBound || dialer === null || lead.pass <= dialer.pass) return passed('pass', 'Its pass is open.')
  const message = `It is to be called in pass ${lead.pass}; the campaign is in pass ${dialer.pass} and first tries everybody in that.`
  const until = dialer.because === 'retry_interval' ? dialer.nextAt : null
  return {
    ...holds('pass', message),
    until,
    remedies: ['Shorten the retry interval of the campaign.'],
    isPassing: true,
  }
}

function busy(answer: CheckAnswer): Finding {
  const rule = ruleOf(answer, 'phone_busy')
  if (rule?.verdict !== 'forbidden') return passed('phone_busy', 'Its phone is in no call.')
  return { ...fromRule('phone_busy', rule), remedies: [], isPassing: true }
}

function pacing({ dialer, campaign, now }: LeadFacts): Finding {
  if (campaign.status !== 'active') return passed('pacing', 'The campaign makes no calls now.')
  if (dialer === null) return passed('pacing', 'The campaign did not say what it is doing.')
  if (!PACING.has(dialer.because)) return passed('pacing', waitSentence(dialer.because))
  const until = dialer.nextAt !== null && dialer.nextAt > now ? dialer.nextAt : null
  const remedies =
    dialer.because === 'line' ? [] : ['Raise the concurrent calls of the campaign, or shorten its call interval.']
  return { ...holds('pacing', waitSentence(dialer.because)), until, remedies, isPassing: true }
}

/** The latest of what holds it back, moved to where its hours are open. */
function earliest(facts: LeadFacts, findings: readonly Finding[], next: PhoneExplanation | null): number | null {
  let at = facts.now
  for (const { verdict, until, isPassing } of findings) {
    if (verdict === 'never') return null
    if (verdict === 'hold' && until === null && !isPassing) return null
    if (verdict === 'hold') at = Math.max(at, until ?? at)
  }
  const about = facts.phones.find((phone) => phone.position === next?.position)?.facts
  return about && next?.answer ? nextOpenHours(about, next.answer, at) : null
}

function campaignEnd({ campaign }: LeadFacts, earliestAt: number | null): Finding | null {
  const { endAt } = campaign
  if (endAt === null || earliestAt === null || earliestAt < endAt) return null
  const message = `The campaign ends on ${new Date(endAt).toISOString()}, before it could be called.`
  return { ...holds('campaign_end', message, 'never'), remedies: ['Move the end date of the campaign.'] }
}

const ruleOf = (answer: CheckAnswer, id: string): JudgedRule | undefined => answer.rules.find((rule) => rule.id === id)

function fromRule(code: string, { id, citation, detail, until }: JudgedRule): LeadCheck {
  return { code, verdict: 'hold', message: sentence(detail), until, ruleId: id, citation }
}

function holds(code: string, message: string, verdict: 'hold' | 'never' = 'hold'): LeadCheck {
  return { code, verdict, message, until: null, ruleId: null, citation: null }
}

function passed(code: string, message: string): Finding {
  return { code, verdict: 'pass', message, until: null, ruleId: null, citation: null, remedies: [] }
}

function plain({ code, verdict, message, until, ruleId, citation }: Finding): LeadCheck {
  return { code, verdict, message, until, ruleId, citation }
}

const sentence = (clause: string): string => `${clause.charAt(0).toUpperCase()}${clause.slice(1)}.`
