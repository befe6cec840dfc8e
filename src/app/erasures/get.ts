import { AppError } from '../../domain/errors.ts'
import type { Actor, Deps } from '../deps.ts'
import type { Page, PageRequest } from '../page.ts'
import type { Erasure } from './store.ts'

export async function getErasure(deps: Deps, actor: Actor, id: string): Promise<Erasure> {
  const erasure = await deps.erasures.find(actor.orgId, id)
  if (!erasure) throw new AppError('not_found', 'There is no such erasure.')
  return erasure
}

export async function listErasures(deps: Deps, actor: Actor, page: PageRequest): Promise<Page<Erasure>> {
  return await deps.erasures.list(actor.orgId, page)
}
