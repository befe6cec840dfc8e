import type { Engine } from './engine.ts'
import { changeOf, place, scope } from './intake.ts'
import { type Row, WAITING } from './queue.ts'
import { forEachLead, inQueue, mapLeads } from './set-aside.ts'

/** Waiting leads brought into their lanes at a time. */
const PROMOTE = 500

/** Leads whose own time has come move into their lanes; `called` ones become final. */
export async function promote(engine: Engine): Promise<boolean> {
  const rows = engine.queue.due(WAITING, engine.now(), PROMOTE)
  const finals = rows.filter((row) => row.lead.final)
  if (finals.length > 0) {
    await forEachLead(engine, finals, (part) => end(engine, part), inQueue)
  }
  const waiting = rows.filter((row) => !row.lead.final)
  const promoteOne = (row: Row): void => {
    const { pass, position, callback } = row.lead
    const target = place(engine, row.lead, row.seq, {
      kind: 'dial',
      pass,
      position,
      callback,
      dueAt: null,
      notBefore: null,
      status: 'retry',
    })
    engine.queue.move(row, target)
  }
  mapLeads(engine, waiting, promoteOne, inQueue)
  return rows.length === PROMOTE
}

/** Reached, and the completion timeout is over. */
async function end(engine: Engine, rows: Row[]): Promise<void> {
  const changes = rows.map((row) => ({
    ...changeOf(row.lead, { kind: 'final', status: row.lead.final!.status, reason: null, calledUntil: null }, null),
    statusReason: row.lead.final!.reason,
  }))
  await engine.deps.store.settle(scope(engine), [], changes, engine.now())
  for (const row of rows) engine.drop(row)
}
