import { groupBy, iso, shownAttempt } from './check-calls.ts'
import type { AttemptRow, Evidence, LeadRow } from './evidence.ts'
import type { Action } from './persons.ts'

/**
 * Plays every lead's attempts again, in their order, by the rules of the product's text (one dial of each live phone a pass, then the next
 * pass, up to the maximum; what each disposition does), and asks: was each dial the one whose turn it was, and does the lead stand where
 * they leave it? What other campaigns found out about its phones, and what people did to it, is taken from the database and from our own
 * notes. Long because the rules call each other.
 */

interface Rules {
  maxAttempts: number
}

/** Since when a phone may not be dialed, and why. */
interface Closed {
  /** From here on nobody may be dialed. */
  at: number
  /** From here on that may have been known. */
  from: number
  why: 'invalid' | 'wrong_number' | 'suppressed'
}

interface Course {
  pass: number
  /** Index of the phone dialed last; -1 before the first. */
  place: number
  attempts: number[]
  answered: boolean
  /** The person asked to be called again, on this phone. */
  promised: boolean
  over: { status: string; reason: string | null } | null
  /** Attempts of this run: since the last restart. */
  run: number
}

/** A person took the lead back to its beginning. */
interface Reset {
  from: number
  keepsHistory: boolean
  done: boolean
}

const REACHED = new Set(['INTERESTED', 'NOT_INTERESTED', 'COMPLETED'])
const MORE_CALLBACKS = 5
/** Statuses that a person's hand or the end of the campaign gives, whatever the attempts say. */
const FINAL = new Set(['completed', 'no_conversation', 'failed', 'do_not_call', 'skipped', 'canceled', 'disabled'])

const begin = (phones: number): Course => ({
  pass: 1,
  place: -1,
  attempts: Array.from({ length: phones }, () => 0),
  answered: false,
  promised: false,
  over: null,
  run: 0,
})

/** The next dial of a course, given the phones that are closed at that moment; null: there is none. */
function nextDial(
  course: Course,
  closed: (place: number) => boolean,
  rules: Rules,
): { pass: number; place: number } | null {
  if (course.promised && !closed(course.place)) return { pass: course.pass, place: course.place }
  const open = (place: number): boolean => !closed(place) && course.attempts[place]! < rules.maxAttempts
  for (let place = course.place + 1; place < course.attempts.length; place++)
    if (open(place)) return { pass: course.pass, place }
  const first = course.attempts.findIndex((_, place) => open(place))
  return first < 0 ? null : { pass: course.place < 0 ? 1 : course.pass + 1, place: first }
}

/** Whether somebody or something picked up, as the attempt tells it. */
const wasAnswered = (attempt: AttemptRow): boolean =>
  attempt.answer_status === 'human' || attempt.answer_status === 'machine'

function after(course: Course, attempt: AttemptRow, place: number, rules: Rules): Course {
  const attempts = course.attempts.map((n, i) => (i === place ? n + 1 : n))
  const next: Course = {
    ...course,
    attempts,
    place,
    pass: attempt.pass,
    answered: course.answered || wasAnswered(attempt),
    promised: false,
    run: course.run + 1,
  }
  const { disposition } = attempt
  if (disposition === 'OPT_OUT') return { ...next, over: { status: 'do_not_call', reason: 'opted_out' } }
  if (REACHED.has(disposition ?? '')) return { ...next, over: { status: 'completed', reason: null } }
  if (disposition !== 'CALLBACK') return next
  return attempts[place]! >= rules.maxAttempts + MORE_CALLBACKS
    ? { ...next, over: { status: 'completed', reason: 'callback_limit' } }
    : { ...next, promised: true }
}

export function wrongLeads(evidence: Evidence): string[] {
  const { database, actions } = evidence
  const attemptsOf = groupBy(
    database.attempts.filter((attempt) => attempt.counted === 1),
    (attempt) => attempt.lead_id,
  )
  const contacts = new Map(database.contacts.map((contact) => [contact.id, contact]))
  const campaigns = new Map(database.campaigns.map((campaign) => [campaign.id, campaign]))
  const closings = closingsOf(evidence)
  const actionsOf = groupBy(actions, (action) => action.leadId ?? '')
  const restartsOf = groupBy(
    actions.filter((action) => action.kind === 'restart'),
    (action) => action.campaignId ?? '',
  )
  return database.leads.flatMap((lead) => {
    const phones = (JSON.parse(contacts.get(lead.contact_id)!.phones) as { e164: string | null }[]).map(
      ({ e164 }) => e164,
    )
    const settings = JSON.parse(campaigns.get(lead.campaign_id)!.settings) as {
      retry: { max_attempts_per_phone: number }
    }
    const own = actionsOf.get(lead.id) ?? []
    // A new phone may have joined at any moment; what is said of its lead is then only that it ended at all.
    const edited = database.leads.some(
      (other) =>
        other.contact_id === lead.contact_id &&
        (actionsOf.get(other.id) ?? []).some((action) => action.kind === 'edit_phones'),
    )
    const judged = judge(
      lead,
      phones,
      attemptsOf.get(lead.id) ?? [],
      { maxAttempts: settings.retry.max_attempts_per_phone },
      phones.map((phone) => [
        ...(closings.byPhone.get(phone ?? '') ?? []),
        ...(closings.byContact.get(lead.contact_id) ?? []),
      ]),
      own,
      restartsOf.get(lead.campaign_id) ?? [],
      edited,
    )
    const list = (attemptsOf.get(lead.id) ?? []).map(shownAttempt).join('; ')
    return judged === null
      ? []
      : [
          `${lead.id} is ${lead.status}/${lead.status_reason}, ${judged}. Phones: ${phones.join(' ')}; attempts: ${list || 'none'}; people: ${own.map((a) => `${a.kind} ${iso(a.sentAt)} ${a.status}`).join(', ') || 'nothing'}`,
        ]
  })
}

/** When phones and people were closed to every campaign. */
function closingsOf({ database, calls }: Evidence): {
  byPhone: Map<string, Closed[]>
  byContact: Map<string, Closed[]>
} {
  const byPhone = new Map<string, Closed[]>()
  const byContact = new Map<string, Closed[]>()
  const add = (map: Map<string, Closed[]>, key: string, closed: Closed): void => {
    map.set(key, [...(map.get(key) ?? []), closed])
  }
  // What was said on a call counts at once; the database may name the later moment at which the call was settled.
  const heardAt = new Map<string, number>()
  for (const call of calls)
    for (const { event, at, failed } of call.told)
      if (/wrong/.test(event) || (event === 'post_prompt' && call.outcome === 'wrong_number'))
        heardAt.set(
          call.to,
          Math.min(heardAt.get(call.to) ?? Number.POSITIVE_INFINITY, at, ...failed.map((it) => it.at)),
        )
  for (const { e164, dead, dead_at } of database.phones) {
    if (dead === null) continue
    const at = dead_at ?? 0
    const from = Math.min(at, heardAt.get(e164) ?? at)
    add(byPhone, e164, { at, from, why: dead as 'invalid' | 'wrong_number' })
  }
  for (const { kind, channel, value, contact_id, created_at, source } of database.suppressions) {
    if (kind !== 'phone' || channel === 'text') continue
    const closed: Closed = { at: created_at, from: created_at, why: 'suppressed' }
    add(byPhone, value, closed)
    // An entry that came without its person learned later whose it is; by the entry of that moment the person is closed too.
    if (contact_id !== null && source !== 'api') add(byContact, contact_id, closed)
  }
  return { byPhone, byContact }
}

/** What is wrong with a lead; null when nothing is. */
function judge(
  lead: LeadRow,
  phones: (string | null)[],
  attempts: AttemptRow[],
  rules: Rules,
  closings: Closed[][],
  own: Action[],
  restarts: Action[],
  edited: boolean,
): string | null {
  if (!FINAL.has(lead.status)) return 'which is no end'
  if (edited) return null
  if (lead.status === 'disabled')
    return own.some((action) => action.kind === 'disable') ? null : 'though nobody switched it off'
  const marked = own.some((action) => action.kind === 'do_not_call')
  if (lead.status === 'do_not_call' && marked) return null
  const resets: Reset[] = [
    ...restarts.map((action): Reset => ({ from: action.sentAt, keepsHistory: false, done: false })),
    ...own
      .filter((action) => action.kind === 'retry')
      .map((action): Reset => ({ from: action.sentAt, keepsHistory: true, done: false })),
  ].sort((a, b) => a.from - b.from)
  const told: string[] = []
  return isExplained(begin(phones.length), 0, resets, { lead, phones, attempts, rules, closings, told })
    ? null
    : `which its attempts do not explain (${[...new Set(told)].slice(-3).join('; ')})`
}

interface Case {
  lead: LeadRow
  phones: (string | null)[]
  attempts: AttemptRow[]
  rules: Rules
  closings: Closed[][]
  /** Where each way of reading it came to nothing. */
  told: string[]
}

/** Whether there is a way of reading the rest of the attempts, from this course on, that ends where the lead stands. */
function isExplained(course: Course, index: number, resets: Reset[], it: Case): boolean {
  const attempt = it.attempts[index]
  if (attempt === undefined) {
    if (endsHere(course, it)) return true
  } else if (course.over === null) {
    const place = it.phones.indexOf(attempt.phone)
    const closed = (other: number): boolean =>
      it.closings[other]!.some(({ at, from }) => (other === place ? at : from) < attempt.permitted_at)
    const next = nextDial(course, closed, it.rules)
    if (next && next.place === place && next.pass === attempt.pass) {
      if (isExplained(after(course, attempt, place, it.rules), index + 1, resets, it)) return true
    } else
      it.told.push(
        `attempt ${index + 1} should be ${next ? `phone ${next.place + 1} in pass ${next.pass}` : 'none'}, was phone ${place + 1} in pass ${attempt.pass}`,
      )
  } else it.told.push(`attempt ${index + 1} came after the lead was ${course.over.status}`)
  const [reset, ...rest] = resets
  if (!reset || (attempt !== undefined && reset.from > attempt.permitted_at)) return false
  // Taken back to the beginning here, or this one did nothing to it.
  const fresh = begin(it.phones.length)
  const again = reset.keepsHistory ? { ...fresh, answered: course.answered, run: course.run } : fresh
  return isExplained(again, index, rest, it) || isExplained(course, index, rest, it)
}

/** Whether a lead with this course stands where it should. */
function endsHere(course: Course, { lead, closings, rules, phones, told }: Case): boolean {
  const counts = (JSON.parse(lead.phone_attempts) as number[]).map((n) => n ?? 0)
  const sameCounts = course.attempts.every((n, i) => (counts[i] ?? 0) === n) && lead.attempts === course.run
  if (!sameCounts) {
    told.push(
      `it has had ${course.attempts.join(' ')} of ${course.run} attempts, and says ${counts.join(' ')} of ${lead.attempts}`,
    )
    return false
  }
  const ends = course.over ? [course.over] : endsOf(course, closings, rules, phones)
  if (ends.some((end) => end.status === lead.status)) return true
  told.push(`it should be ${ends.map((end) => `${end.status}/${end.reason}`).join(' or ') || 'waiting'}`)
  return false
}

/** How a lead nobody can be dialed for any more ends: as at the first moment at which that was so, or at a later look. */
function endsOf(
  course: Course,
  closings: Closed[][],
  rules: Rules,
  phones: (string | null)[],
): { status: string; reason: string | null }[] {
  const instants = [0, ...new Set(closings.flat().map(({ from }) => from))].sort((a, b) => a - b)
  const ends: { status: string; reason: string | null }[] = []
  for (const now of instants) {
    const closedBy = (place: number): Closed[] => closings[place]!.filter(({ from }) => from <= now)
    const isClosed = (place: number): boolean => phones[place] === null || closedBy(place).length > 0
    if (nextDial(course, isClosed, rules) !== null) continue
    ends.push(...endOf(course, isClosed, (place) => closedBy(place).some(({ why }) => why === 'suppressed')))
  }
  return ends
}

function endOf(
  course: Course,
  isClosed: (place: number) => boolean,
  isSuppressed: (place: number) => boolean,
): { status: string; reason: string | null }[] {
  const places = course.attempts.map((_, place) => place)
  const someSuppressed = places.some(isSuppressed)
  const isDead = places.every(isClosed)
  const byHistory = {
    status: course.answered ? 'no_conversation' : 'failed',
    reason: isDead ? 'no_live_phone' : 'attempts_used_up',
  }
  if (!isDead) return [byHistory]
  const neverDialed = course.attempts.every((n) => n === 0)
  if (neverDialed && course.run === 0) return [{ status: someSuppressed ? 'do_not_call' : 'skipped', reason: null }]
  // Dead and suppressed at once: the last phone decides, and which one that was depends on when it was looked at.
  return someSuppressed ? [{ status: 'do_not_call', reason: 'suppressed' }, byHistory] : [byHistory]
}
