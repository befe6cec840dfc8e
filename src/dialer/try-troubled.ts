import { MAX_TRIES } from '../domain/stuck-item.ts'
import { changeFor } from './bulk.ts'
import { isOver } from './campaign-over.ts'
import type { Engine } from './engine.ts'
import { scope, takeIn } from './intake.ts'
import { assertDatabase, noteTrouble, setLeadAside } from './set-aside.ts'
import type { Trouble } from './troubles.ts'

/** Leads tried again in one go. */
const AT_ONCE = 20

/** Leads in trouble whose time has come, each alone. Returns true while more are due. */
export async function tryTroubled(engine: Engine): Promise<boolean> {
  if (!engine.campaign) return false
  const due = engine.troubles.due(engine.now(), AT_ONCE)
  for (const trouble of due) await tryAlone(engine, trouble)
  return due.length === AT_ONCE
}

async function tryAlone(engine: Engine, trouble: Trouble): Promise<void> {
  const { seq, tries, job } = trouble
  if (tries >= MAX_TRIES) return setLeadAside(engine, trouble)
  try {
    if ((await letIn(engine, trouble)) === 'gone') engine.troubles.forget(seq)
    else engine.troubles.letIn(seq)
  } catch (error) {
    await assertDatabase(engine, error)
    if (noteTrouble(engine, trouble, error, true, job)) await setLeadAside(engine, engine.troubles.find(seq)!)
  }
}

/** Reads the lead and gives it its place, after the change to many leads that it could not follow. */
async function letIn(engine: Engine, { seq, job }: Trouble): Promise<'in' | 'gone'> {
  const { store } = engine.deps
  const [lead] = await store.leadsForBulk(engine.campaignId, seq - 1, 1)
  if (lead?.seq !== seq) return 'gone'
  if (engine.busyLeads.has(lead.id)) return 'in'
  const kind = job ?? (isOver(engine.campaign!.status) ? 'cancel' : null)
  const change = kind === null ? null : changeFor(kind, lead)
  if (change) await store.settle(scope(engine), [], [change], engine.now())
  const now = change ? (await store.pullLeads(engine.campaignId, seq - 1, 1))[0] : lead
  // Read in again from the first, or brought back by somebody meanwhile: it must not come in twice.
  if (!now || seq > engine.meta.get().lastSeq || engine.queue.findBySeq(seq) !== null) return 'in'
  await takeIn(engine, now)
  return 'in'
}
