import { auditEntry } from '../audit/entry.ts'
import { inUse } from '../campaigns/refresh-users.ts'
import type { Actor, Deps } from '../deps.ts'
import { getScheduleRow } from './get.ts'

export async function deleteSchedule(deps: Deps, actor: Actor, id: string): Promise<void> {
  const { name, zone, days, exceptions } = await getScheduleRow(deps, actor, id)
  const audit = auditEntry(deps, actor, 'schedule.deleted', id, { name, zone, days, exceptions })
  if (await deps.schedules.deleteUnused(actor.orgId, id, audit)) return
  throw await inUse(deps, actor.orgId, { scheduleId: id }, 'schedule')
}
