import { AppError } from '../../domain/errors.ts'
import type { Actor, Deps } from '../deps.ts'
import type { Organization } from './store.ts'

export async function getOrganization(deps: Deps, actor: Actor): Promise<Organization> {
  const organization = await deps.organizations.find(actor.orgId)
  if (!organization) throw new AppError('not_found', 'There is no such organization.')
  return organization
}
