import { AppError } from '../../domain/errors.ts'
import type { Actor, Deps } from '../deps.ts'
import type { LeadView } from './store.ts'

export async function getLeadRow(deps: Deps, actor: Actor, id: string): Promise<LeadView> {
  const lead = await deps.leads.find(actor.orgId, id)
  if (!lead) throw new AppError('not_found', 'There is no such lead.')
  return lead
}
