import { AppError } from '../../domain/errors.ts'
import type { Actor, Deps } from '../deps.ts'
import type { StuckItem } from './store.ts'

/** @throws AppError `not_found` */
export async function getStuckItem(deps: Pick<Deps, 'stuckItems'>, actor: Actor, id: string): Promise<StuckItem> {
  const item = await deps.stuckItems.find(actor.orgId, id)
  if (!item) throw new AppError('not_found', 'There is no such stuck item.')
  return item
}

/** The item, as long as it is stuck. @throws AppError `not_found`, `not_allowed` */
export async function getOpenItem(deps: Pick<Deps, 'stuckItems'>, actor: Actor, id: string): Promise<StuckItem> {
  const item = await getStuckItem(deps, actor, id)
  if (item.resolvedAt !== null)
    throw new AppError('not_allowed', `It is not stuck any more: it was ${item.resolution}.`, {
      resolution: item.resolution,
    })
  return item
}
