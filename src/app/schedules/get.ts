import { AppError } from '../../domain/errors.ts'
import type { Actor, Deps } from '../deps.ts'
import type { Schedule } from './store.ts'
import { type ScheduleView, viewSchedules } from './view.ts'

/** The schedule of the actor's organization, or the refusal that does not tell whether another organization has it. */
export async function getScheduleRow(deps: Deps, actor: Actor, id: string): Promise<Schedule> {
  const schedule = await deps.schedules.find(actor.orgId, id)
  if (!schedule) throw noSuchSchedule()
  return schedule
}

export async function getSchedule(deps: Deps, actor: Actor, id: string): Promise<ScheduleView> {
  const [view] = await viewSchedules(deps, actor.orgId, [await getScheduleRow(deps, actor, id)])
  if (!view) throw noSuchSchedule()
  return view
}

function noSuchSchedule(): AppError {
  return new AppError('not_found', 'There is no such schedule.')
}
