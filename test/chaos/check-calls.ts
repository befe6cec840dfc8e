import type { AttemptRow, CallRow, DialRow, Evidence } from './evidence.ts'

/** What the carrier saw, held against the ledger and against what may be. One line a difference; nothing is what there should be. */

export const groupBy = <T>(items: readonly T[], key: (item: T) => string): Map<string, T[]> => {
  const groups = new Map<string, T[]>()
  for (const item of items) {
    const group = groups.get(key(item))
    if (group) group.push(item)
    else groups.set(key(item), [item])
  }
  return groups
}

export const iso = (at: number | null): string => (at === null ? '–' : new Date(at).toISOString().slice(0, 23))
const DAY_MS = 86_400_000

const shown = (dial: DialRow): string => `#${dial.seq} ${iso(dial.at)} ${dial.to} → ${dial.status}`
export const shownCall = (call: CallRow): string =>
  `call ${call.id.slice(0, 8)} (${call.behaviour}, placed ${iso(call.placedAt)}, answered ${iso(call.answeredAt)}, ended ${iso(call.endedAt)} ${call.endReason}; told ${call.told
    .map((it) => `${it.event} ${iso(it.at).slice(11)} ${[...it.failed.map((f) => f.status), it.status].join('+')}`)
    .join(', ')})`
export const shownAttempt = (a: AttemptRow): string =>
  `${a.id} of ${a.lead_id} to ${a.phone} (${a.state}, counted ${a.counted}, ${a.disposition}/${a.answer_status}/${a.end_reason}, permitted ${iso(a.permitted_at)}, settled ${iso(a.settled_at)})`

/** No attempt is dialed again once the carrier has made a call of it or refused it for good. */
export function dialedTwice({ dials, calls }: Evidence): string[] {
  const perAttempt = groupBy(calls, (call) => String(call.attemptId))
  const twice = [...perAttempt].flatMap(([id, group]) =>
    group.length > 1 ? [`${id} was placed ${group.length} times: ${group.map(shownCall).join('; ')}`] : [],
  )
  const again = [...groupBy(dials, (dial) => dial.attemptId)].flatMap(([id, group]) =>
    group.length > 1 ? [`${id} was sent ${group.length} times: ${group.map(shown).join(', ')}`] : [],
  )
  return [...twice, ...again]
}

export function overlapping({ calls }: Evidence): string[] {
  return [...groupBy(calls, (call) => call.to)].flatMap(([phone, group]) => {
    const sorted = [...group].sort((a, b) => a.placedAt - b.placedAt)
    return sorted.flatMap((call, i) => {
      const before = sorted[i - 1]
      return before && (before.endedAt === null || before.endedAt > call.placedAt)
        ? [`${phone} in two calls at once: ${shownCall(before)} and ${shownCall(call)}`]
        : []
    })
  })
}

interface OptOut {
  phone: string
  at: number
  how: string
  /** Whose opt-out closes it; null: it has to be on the list itself. */
  contactId: string | null
}

/** When each phone was closed for good, as far as somebody was told so: an API answer, or a callback that was acknowledged. */
export function optOutsAccepted(evidence: Evidence): OptOut[] {
  const { database, actions, calls } = evidence
  const phonesOf = new Map(
    database.contacts.map(({ id, phones }) => [
      id,
      (JSON.parse(phones) as { e164: string | null }[]).flatMap(({ e164 }) => e164 ?? []),
    ]),
  )
  const attempts = new Map(database.attempts.map((attempt) => [attempt.id, attempt]))
  const leads = new Map(database.leads.map((lead) => [lead.id, lead]))
  const accepted = (status: number | null): boolean => status !== null && status >= 200 && status < 300
  const byApi = actions.flatMap((action): OptOut[] => {
    if (!accepted(action.status) || action.doneAt === null) return []
    if (action.kind === 'suppress' && action.phone)
      return [{ phone: action.phone, at: action.doneAt, how: 'POST /suppressions', contactId: null }]
    if (action.kind !== 'do_not_call') return []
    const contactId = leads.get(action.leadId ?? '')?.contact_id ?? ''
    const phones = phonesOf.get(contactId) ?? []
    return phones.map((phone) => ({ phone, at: action.doneAt!, how: 'do-not-call', contactId }))
  })
  const byCall = calls.flatMap((call) => {
    const told = call.told.find(
      (it) =>
        accepted(it.status) && (/opt_out/.test(it.event) || (it.event === 'post_prompt' && call.outcome === 'opt_out')),
    )
    const attempt = attempts.get(call.attemptId ?? '')
    if (!told || !attempt) return []
    const phones = new Set([attempt.phone, ...(phonesOf.get(attempt.contact_id) ?? [])])
    const how = `${told.event} of ${attempt.id}`
    // The phone that was called has to be on the list itself.
    return [...phones].map((phone) => {
      const contactId = phone === attempt.phone ? null : attempt.contact_id
      return { phone, at: told.at, how, contactId }
    })
  })
  return [...byApi, ...byCall]
}

export function dialedAfterOptOut(evidence: Evidence): string[] {
  const dialsTo = groupBy(evidence.dials, (dial) => dial.to)
  const entries = evidence.database.suppressions.filter((s) => s.kind === 'phone')
  const closed = new Set(entries.map((s) => s.value))
  // A phone the person was given later is not on the list, and closed all the same: by whose it is.
  const people = new Set(entries.map((s) => s.contact_id))
  return optOutsAccepted(evidence).flatMap(({ phone, at, how, contactId }) => [
    ...(closed.has(phone) || (contactId !== null && people.has(contactId))
      ? []
      : [`${phone} opted out at ${iso(at)} (${how}) and is not on the list`]),
    ...(dialsTo.get(phone) ?? [])
      .filter((dial) => dial.at > at)
      .map((dial) => `${shown(dial)} after its opt-out at ${iso(at)} (${how})`),
  ])
}

/** Over all campaigns of the organization, in any 24 hours. The least of the campaigns' caps need not hold for the others. */
export function overPhoneCap({ calls, database }: Evidence): string[] {
  const capOf = new Map(
    database.campaigns.map(({ id, settings }) => [
      id,
      (JSON.parse(settings) as { max_attempts_per_phone_per_day: number }).max_attempts_per_phone_per_day,
    ]),
  )
  const campaignOf = new Map(database.attempts.map((attempt) => [attempt.id, attempt.campaign_id]))
  return [...groupBy(calls, (call) => call.to)].flatMap(([phone, group]) => {
    const sorted = [...group].sort((a, b) => a.placedAt - b.placedAt)
    return sorted.flatMap((call, i) => {
      const cap = capOf.get(campaignOf.get(call.attemptId ?? '') ?? '') ?? 0
      const within = sorted.slice(0, i).filter((it) => call.placedAt - it.placedAt < DAY_MS).length
      return within >= cap ? [`${phone}: call ${within + 1} within 24 h, cap ${cap}: ${shownCall(call)}`] : []
    })
  })
}

export function overNumberCap({ database }: Evidence): string[] {
  const cap = Math.max(
    ...database.campaigns.map(
      ({ settings }) =>
        (JSON.parse(settings) as { rotation: { max_calls_per_number_per_day: number } }).rotation
          .max_calls_per_number_per_day,
    ),
  )
  return database.numberDays
    .filter(({ calls }) => calls > cap)
    .map((it) => `${it.number_id} on ${it.day}: ${it.calls} calls`)
}

/** Every call of the carrier has its one attempt that counts, and every attempt with a call has that very call. */
export function withoutCounterpart({ calls, dials, database }: Evidence): string[] {
  const attempts = new Map(database.attempts.map((attempt) => [attempt.id, attempt]))
  const callById = new Map(calls.map((call) => [call.id, call]))
  const fromCarrier = calls.flatMap((call) => {
    const attempt = attempts.get(call.attemptId ?? '')
    if (!attempt) return [`no attempt for ${shownCall(call)}`]
    if (attempt.counted !== 1) return [`given back, but it rang: ${shownAttempt(attempt)}; ${shownCall(call)}`]
    if (attempt.carrier_call_id !== call.id)
      return [`has call ${attempt.carrier_call_id}: ${shownAttempt(attempt)}; ${shownCall(call)}`]
    return attempt.phone === call.to && attempt.from_e164 === call.from
      ? []
      : [`other phones: ${shownAttempt(attempt)}; ${shownCall(call)}`]
  })
  const fromLedger = database.attempts.flatMap((attempt) => {
    if (attempt.carrier_call_id === null) return []
    const call = callById.get(attempt.carrier_call_id)
    return call && call.attemptId === attempt.id
      ? []
      : [`the carrier has no such call: ${shownAttempt(attempt)} ${attempt.carrier_call_id}`]
  })
  const unknown = dials
    .filter((dial) => !attempts.has(dial.attemptId))
    .map((dial) => `no permit for dial ${shown(dial)} ${dial.attemptId}`)
  return [...fromCarrier, ...fromLedger, ...unknown]
}

export function unsettled({ database }: Evidence): string[] {
  return database.attempts
    .filter((attempt) => attempt.state !== 'settled')
    .map((attempt) => `still open: ${shownAttempt(attempt)}`)
}

/** A phone that was found wrong or invalid is never dialed again. */
export function dialedWhenDead({ database, dials }: Evidence): string[] {
  const deadAt = new Map(database.phones.flatMap((it) => (it.dead_at === null ? [] : [[it.e164, it.dead_at] as const])))
  const permittedAt = new Map(database.attempts.map((attempt) => [attempt.id, attempt.permitted_at]))
  return dials.flatMap((dial) => {
    const at = deadAt.get(dial.to)
    const permitted = permittedAt.get(dial.attemptId) ?? dial.at
    return at !== undefined && permitted > at
      ? [`${shown(dial)} permitted ${iso(permitted)}, dead since ${iso(at)}`]
      : []
  })
}
