import type { Engine } from './engine.ts'
import { changeOf, place, scope } from './intake.ts'
import { WAITING } from './queue.ts'

/** Waiting leads brought into their lanes at a time. */
const PROMOTE = 500

/** Leads whose own time has come move into their lanes; `called` ones become final. */
export async function promote(engine: Engine): Promise<boolean> {
  const rows = engine.queue.due(WAITING, engine.now(), PROMOTE)
  const finals = rows.filter((row) => row.lead.final)
  if (finals.length > 0) {
    const changes = finals.map((row) => ({
      ...changeOf(row.lead, { kind: 'final', status: row.lead.final!.status, reason: null, calledUntil: null }, null),
      statusReason: row.lead.final!.reason,
    }))
    await engine.deps.store.settle(scope(engine), [], changes, engine.now())
    for (const row of finals) engine.drop(row)
  }
  for (const row of rows) {
    if (row.lead.final) continue
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
  return rows.length === PROMOTE
}
