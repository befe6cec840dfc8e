import { AppError } from '../../domain/errors.ts'
import { inOrder, movesHours, type ScheduleDays } from '../../domain/schedule.ts'
import { auditEntry } from '../audit/entry.ts'
import { refreshUsers } from '../campaigns/refresh-users.ts'
import type { Actor, Deps } from '../deps.ts'
import { assertOpens } from './create.ts'
import { getSchedule, getScheduleRow } from './get.ts'
import type { Schedule, ScheduleFields } from './store.ts'
import type { ScheduleView } from './view.ts'

/** Of `days` only those that are named change. */
export type SchedulePatch = Partial<Omit<ScheduleFields, 'days'>> & {
  days?: Partial<ScheduleDays>
  isDefault?: boolean
}

/** New hours hold from the next dial, also of campaigns that run: they are told at once. */
export async function updateSchedule(
  deps: Deps,
  actor: Actor,
  id: string,
  patch: SchedulePatch,
): Promise<ScheduleView> {
  for (let round = 0; round < 3; round++) {
    const schedule = await getScheduleRow(deps, actor, id)
    const changes = changesOf(schedule, patch)
    const fields = [...Object.keys(changes), ...(patch.isDefault === undefined ? [] : ['is_default'])]
    if (fields.length === 0) return await getSchedule(deps, actor, id)
    assertOpens({ ...schedule, ...changes })
    // Later than the time it was read with, so that of two changes at once only one finds the row as it was.
    const at = Math.max(deps.clock.now(), schedule.updatedAt + 1)
    const audit = auditEntry(deps, actor, 'schedule.updated', id, { name: schedule.name, fields, ...changes })
    if (!(await deps.schedules.update(schedule, changes, at, { isDefault: patch.isDefault, audit }))) continue
    if (movesHours(changes)) await refreshUsers(deps, actor.orgId, { scheduleId: id })
    return await getSchedule(deps, actor, id)
  }
  throw new AppError('conflict', 'The schedule was changed by somebody else at the same time; look at it again.')
}

/** What differs from what is stored. */
function changesOf(schedule: Schedule, { days, isDefault: _, ...rest }: SchedulePatch): Partial<ScheduleFields> {
  const wanted = inOrder<Partial<ScheduleFields>>({ ...rest, ...(days && { days: { ...schedule.days, ...days } }) })
  const before: Partial<Record<string, unknown>> = { ...schedule }
  const changed = Object.entries(wanted).filter(
    ([name, value]) => value !== undefined && JSON.stringify(value) !== JSON.stringify(before[name]),
  )
  return Object.fromEntries(changed)
}
