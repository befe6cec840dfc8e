import { AppError } from '../../domain/errors.ts'
import { inOrder, type ScheduleHours, scheduleErrors } from '../../domain/schedule.ts'
import { auditEntry } from '../audit/entry.ts'
import type { Actor, Deps } from '../deps.ts'
import { getSchedule } from './get.ts'
import type { Schedule, ScheduleFields } from './store.ts'
import type { ScheduleView } from './view.ts'

export async function createSchedule(
  deps: Deps,
  actor: Actor,
  fields: ScheduleFields,
  isDefault: boolean,
): Promise<ScheduleView> {
  assertOpens(fields)
  const now = deps.clock.now()
  const id = deps.ids.next('sch')
  const schedule: Schedule = { ...inOrder(fields), id, orgId: actor.orgId, createdAt: now, updatedAt: now }
  const audit = auditEntry(deps, actor, 'schedule.created', id, { name: schedule.name, is_default: isDefault })
  await deps.schedules.create(schedule, { isDefault: isDefault || undefined, audit })
  return await getSchedule(deps, actor, id)
}

/** @throws AppError `unprocessable` when the schedule is never open */
export function assertOpens(hours: ScheduleHours): void {
  const errors = scheduleErrors(hours)
  if (errors.length > 0) throw new AppError('unprocessable', 'A schedule needs at least one open hour.', { errors })
}
