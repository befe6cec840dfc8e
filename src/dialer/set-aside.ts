import { describeError, MAX_TRIES } from '../domain/stuck-item.ts'
import type { Engine } from './engine.ts'
import { scope } from './intake.ts'
import { IN_FLIGHT, type Key, type Row, SETTLED } from './queue.ts'
import type { PulledLead } from './store.ts'
import type { Trouble } from './troubles.ts'

/**
 * One lead that always throws must not stop the others. A page that fails is worked through in halves until only who is at fault is left;
 * that one leaves the queue, is tried again alone over some minutes, and is then set aside: a stuck item that a person may retry. Nobody is
 * set aside while it is the database that fails, because setting aside is a write.
 */

/** So many at fault in one go; the rest of the page waits for the next. */
const MAX_AT_ONCE = 10
/** Real time; also where sandbox time runs fast a few seconds pass between two tries. */
const REAL_WAIT_MS = 1_000

interface Who {
  seq: number
  leadId: string | null
}

/** Of a lead whose row stands in the queue. */
export const inQueue = (row: Row) => ({ who: { seq: row.seq, leadId: row.lead.id }, row })

/** A lead failed: it leaves the queue and is tried again alone. `row`: where it stands there. */
export function stumbled(
  engine: Engine,
  who: Who,
  error: unknown,
  row: Row | null = null,
  job: Trouble['job'] = null,
): void {
  noteTrouble(engine, who, error, true, job)
  if (row) engine.queue.remove(row)
}

/** A lead failed and stays where it is (in flight, say). Returns whether it has now failed as often as it may. */
export function noteTrouble(
  engine: Engine,
  who: Who,
  error: unknown,
  isOut = false,
  job: Trouble['job'] = null,
): boolean {
  const text = describeError(error)
  const at = { now: engine.now(), spare: engine.deps.clock.stretch(REAL_WAIT_MS), isOut, job }
  const { tries } = engine.troubles.note(who, { thrown: error, text }, at)
  engine.tally.add('lead_failed')
  const { campaignId: campaign_id } = engine
  engine.deps.log.warn('lead.stumbled', { campaign_id, lead_id: who.leadId, tries, error: text })
  return tries >= MAX_TRIES
}

/** A row of the queue that cannot be read: the list knows who it is. Of a call in progress the ledger does, and recovery takes it up. */
export function unreadable(engine: Engine, { place, seq }: Key, error: unknown): void {
  stumbled(engine, { seq, leadId: null }, error)
  if (place === IN_FLIGHT || place === SETTLED) engine.meta.set({ recovered: false })
}

/**
 * Does `act` for a page of leads; when that throws, for its halves, and so on. Whoever is alone at fault is taken out. Throws when the
 * database is away, or too many are at fault: then the fault is hardly theirs.
 */
export async function forEachLead<T>(
  engine: Engine,
  items: readonly T[],
  act: (part: T[]) => void | Promise<void>,
  who: (item: T) => { who: Who; row: Row | null },
  job: Trouble['job'] = null,
): Promise<void> {
  let atFault = 0
  const work = async (part: T[]): Promise<void> => {
    try {
      await act(part)
    } catch (error) {
      if (part.length > 1) {
        const half = Math.ceil(part.length / 2)
        await work(part.slice(0, half))
        await work(part.slice(half))
        return
      }
      await assertDatabase(engine, error)
      atFault += 1
      if (atFault > MAX_AT_ONCE) throw error
      const one = who(part[0]!)
      stumbled(engine, one.who, error, one.row, job)
    }
  }
  if (items.length > 0) await work([...items])
}

/** The same for something that needs no database: who throws is taken out, the others' answers come back. */
export function mapLeads<T, R>(
  engine: Engine,
  items: readonly T[],
  act: (item: T) => R,
  who: (item: T) => { who: Who; row: Row | null },
  job: Trouble['job'] = null,
): R[] {
  const made: R[] = []
  for (const item of items) {
    try {
      made.push(act(item))
    } catch (error) {
      const one = who(item)
      stumbled(engine, one.who, error, one.row, job)
    }
  }
  return made
}

/** Passes when the database takes a transaction like that of a result, with nothing in it; else throws the error that raised the doubt. */
export async function assertDatabase(engine: Engine, error: unknown): Promise<void> {
  try {
    await engine.deps.store.settle(scope(engine), [], [], engine.now())
  } catch {
    throw error
  }
}

/**
 * A page of leads of (afterSeq, …]. When it cannot be read, those that can. `lastSeq`: how far it went; `isLast`: there are no more.
 * Leads that are out of the queue because of their trouble are left out.
 */
export async function pullPage<L extends PulledLead>(
  engine: Engine,
  pull: (afterSeq: number, limit: number) => Promise<L[]>,
  afterSeq: number,
  limit: number,
  job: Trouble['job'] = null,
): Promise<{ leads: L[]; lastSeq: number | null; isLast: boolean }> {
  const inQueue = (leads: L[]): L[] => leads.filter(({ seq }) => job !== null || !engine.troubles.isOut(seq))
  try {
    const leads = await pull(afterSeq, limit)
    return { leads: inQueue(leads), lastSeq: leads.at(-1)?.seq ?? null, isLast: leads.length < limit }
  } catch (error) {
    // Throws too when the database is away.
    const ids = await engine.deps.store.listLeadIds(engine.campaignId, afterSeq, limit)
    if (ids.length === 0) throw error
    const leads: L[] = []
    const read = async (part: typeof ids): Promise<void> => {
      leads.push(...(await pull(part[0]!.seq - 1, part.length)))
    }
    await forEachLead(engine, ids, read, ({ id, seq }) => ({ who: { seq, leadId: id }, row: null }), job)
    return { leads: inQueue(leads), lastSeq: ids.at(-1)!.seq, isLast: ids.length < limit }
  }
}

/**
 * Sets a lead aside that has left the queue: a stuck item, and `failed` in the list, as far as that can be written. Throws, and changes
 * nothing, when the database does not take it.
 */
export async function setLeadAside(engine: Engine, { seq, leadId, tries, error, job }: Trouble): Promise<void> {
  const { store, ids, log } = engine.deps
  const { campaignId: campaign_id } = engine
  const subject = leadId ?? (await store.listLeadIds(engine.campaignId, seq - 1, 1)).find((l) => l.seq === seq)?.id
  // Deleted from the list meanwhile.
  if (subject === undefined) return engine.troubles.forget(seq)
  await store.setAside({
    id: ids.next('stk'),
    ...scope(engine),
    kind: 'lead',
    subject,
    error,
    payload: job === null ? { seq } : { seq, job },
    tries,
    at: engine.now(),
  })
  engine.troubles.forget(seq)
  engine.changed.add(subject)
  engine.tally.add('set_aside:lead')
  log.error('lead.set_aside', { campaign_id, lead_id: subject, tries, error })
  // It is listed as stuck already: a status that cannot be written is part of what is broken.
  await store.failLead(scope(engine), subject, engine.now()).catch((reason: unknown) => {
    log.error('lead.not_marked', { campaign_id, lead_id: subject, error: describeError(reason) })
  })
}
