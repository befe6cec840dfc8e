import { AppError } from '../../domain/errors.ts'
import type { Actor, Deps } from '../deps.ts'
import type { Page, PageRequest } from '../page.ts'
import type { Import, ImportQuery } from './store.ts'

/** The imports of a campaign, newest first. @throws AppError `not_found` when there is no such campaign */
export async function listImports(
  deps: Pick<Deps, 'imports'>,
  actor: Actor,
  campaignId: string,
  request: PageRequest,
): Promise<Page<Import>> {
  if (!(await deps.imports.findTarget(actor.orgId, campaignId)))
    throw new AppError('not_found', 'There is no such campaign.')
  return deps.imports.list(actor.orgId, { ...request, campaignId })
}

/** All imports of the organization, newest first; a campaign nobody knows has none. */
export async function listAllImports(
  deps: Pick<Deps, 'imports'>,
  actor: Actor,
  query: ImportQuery,
): Promise<Page<Import>> {
  return deps.imports.list(actor.orgId, query)
}
