import type { Actor, Deps } from '../deps.ts'
import type { Page, PageRequest } from '../page.ts'
import { type ScheduleView, viewSchedules } from './view.ts'

export async function listSchedules(deps: Deps, actor: Actor, page: PageRequest): Promise<Page<ScheduleView>> {
  const { items, nextCursor } = await deps.schedules.list(actor.orgId, page)
  return { items: await viewSchedules(deps, actor.orgId, items), nextCursor }
}
