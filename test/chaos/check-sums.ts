import { groupBy } from './check-calls.ts'
import type { AttemptRow, Evidence } from './evidence.ts'

/** Counters and roll-ups held against a recount of the rows they count. */

const STATUSES = (
  'pending planning awaiting_approval dialing called retry rescheduled completed no_conversation failed do_not_call skipped ' +
  'disqualified disabled canceled'
).split(' ')
const DISPOSITIONS =
  'INTERESTED NOT_INTERESTED CALLBACK COMPLETED VOICEMAIL NO_ANSWER WRONG_NUMBER FAILED OPT_OUT'.split(' ')
const ANSWERS = 'human machine no_answer rejected busy failed'.split(' ')
/** Dispositions that say that a person was spoken with. */
const CONVERSED = new Set(['INTERESTED', 'NOT_INTERESTED', 'CALLBACK', 'COMPLETED', 'WRONG_NUMBER', 'OPT_OUT'])
const HOUR_MS = 3_600_000

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0)
const isConversation = (a: AttemptRow): boolean => a.answer_status === 'human' && CONVERSED.has(a.disposition ?? '')
const isCounted = (a: AttemptRow): boolean => a.counted === 1 && a.state === 'settled'

function differences(where: string, should: Record<string, number>, was: Record<string, unknown>): string[] {
  return Object.entries(should).flatMap(([name, n]) =>
    Number(was[name] ?? 0) === n ? [] : [`${where}: ${name} is ${String(was[name] ?? 0)}, recounted ${n}`],
  )
}

/** The attempts of each lead's present run: a restart leaves the others behind, in the ledger only. */
function runsOf({ database }: Evidence): Map<string, AttemptRow[]> {
  const byLead = groupBy(database.attempts.filter(isCounted), (attempt) => attempt.lead_id)
  return new Map(
    database.leads.map((lead) => [
      lead.id,
      lead.attempts === 0 ? [] : (byLead.get(lead.id) ?? []).slice(-lead.attempts),
    ]),
  )
}

export function wrongStats(evidence: Evidence): string[] {
  const { database } = evidence
  const runs = runsOf(evidence)
  const leadsOf = groupBy(database.leads, (lead) => lead.campaign_id)
  return database.stats.flatMap((row) => {
    const leads = leadsOf.get(String(row.campaign_id)) ?? []
    const attempts = leads.flatMap((lead) => runs.get(lead.id) ?? [])
    const should: Record<string, number> = {
      attempts: attempts.length,
      conversations: attempts.filter(isConversation).length,
      talk_seconds: sum(attempts.map((a) => a.talk_seconds)),
      reached: leads.filter((lead) => lead.conversations > 0).length,
      goals_achieved: leads.filter((lead) => lead.primary_goal === 'achieved').length,
    }
    for (const s of STATUSES) should[`s_${s}`] = leads.filter((lead) => lead.status === s).length
    for (const d of DISPOSITIONS) {
      should[`d_${d.toLowerCase()}`] = attempts.filter((a) => a.disposition === d).length
      should[`l_${d.toLowerCase()}`] = leads.filter((lead) => lead.disposition === d).length
    }
    for (const s of ANSWERS) should[`a_${s}`] = attempts.filter((a) => a.answer_status === s).length
    return differences(`campaign_stats of ${row.campaign_id}`, should, row)
  })
}

export function wrongHours({ database }: Evidence): string[] {
  const key = (campaign: string, hour: number): string => `${campaign} ${hour}`
  const byHour = groupBy(database.attempts.filter(isCounted), (a) =>
    key(a.campaign_id, Math.floor(a.permitted_at / HOUR_MS) * HOUR_MS),
  )
  const rows = new Map(database.hours.map((row) => [key(String(row.campaign_id), Number(row.hour)), row]))
  return [...new Set([...byHour.keys(), ...rows.keys()])].flatMap((it) => {
    const attempts = byHour.get(it) ?? []
    const should: Record<string, number> = {
      attempts: attempts.length,
      conversations: attempts.filter(isConversation).length,
      talk_seconds: sum(attempts.map((a) => a.talk_seconds)),
    }
    for (const s of ANSWERS) should[`a_${s}`] = attempts.filter((a) => a.answer_status === s).length
    return differences(`campaign_hours of ${it}`, should, rows.get(it) ?? {})
  })
}

export function wrongNumberDays({ database }: Evidence): string[] {
  const key = (number: string, day: string): string => `${number} ${day}`
  const counted = groupBy(
    database.attempts.filter((a) => a.counted === 1),
    (a) => key(a.number_id, a.day),
  )
  const rows = new Map(database.numberDays.map((row) => [key(row.number_id, row.day), row.calls]))
  return [...new Set([...counted.keys(), ...rows.keys()])].flatMap((it) => {
    const [should, was] = [counted.get(it)?.length ?? 0, rows.get(it) ?? 0]
    return should === was ? [] : [`number_days of ${it}: ${was} calls, recounted ${should}`]
  })
}

/** What a lead says of its own attempts. */
export function wrongLeadSums(evidence: Evidence): string[] {
  const runs = runsOf(evidence)
  const perLead = groupBy(evidence.database.attempts.filter(isCounted), (a) => a.lead_id)
  return evidence.database.leads.flatMap((lead) => {
    const run = runs.get(lead.id) ?? []
    const last = run.at(-1)
    const should = {
      attempts: Math.min(lead.attempts, perLead.get(lead.id)?.length ?? 0),
      conversations: run.filter(isConversation).length,
      talk_seconds: sum(run.map((a) => a.talk_seconds)),
    }
    const words = [
      ...(lead.disposition === (last?.disposition ?? null)
        ? []
        : [`disposition ${lead.disposition}, of its last attempt ${last?.disposition ?? null}`]),
      ...(lead.answer_status === (last?.answer_status ?? null)
        ? []
        : [`answer ${lead.answer_status}, of its last attempt ${last?.answer_status ?? null}`]),
    ]
    return [...differences(lead.id, should, { ...lead }), ...words.map((it) => `${lead.id}: ${it}`)]
  })
}

/** Each list is read in whole, every campaign is over, and nothing is left behind. */
export function unfinished({ database }: Evidence): string[] {
  const campaigns = database.campaigns.flatMap((it) =>
    it.status === 'completed' && it.job === null
      ? []
      : [`campaign ${it.name} (${it.id}) is ${it.status}, job ${it.job}`],
  )
  const stuck = database.stuck.map((it) => `stuck: ${JSON.stringify(it).slice(0, 400)}`)
  const seqs = database.campaigns.flatMap((it) => {
    const highest = Math.max(0, ...database.leads.filter((lead) => lead.campaign_id === it.id).map((lead) => lead.seq))
    return highest > it.lead_seq ? [`campaign ${it.id} has a lead ${highest} beyond its ${it.lead_seq}`] : []
  })
  return [...campaigns, ...stuck, ...seqs]
}
