import type { Actor, Deps } from '../deps.ts'
import { actOnLead } from './act.ts'

/** Switched off by a person, until switched on again. */
export async function disableLead(deps: Deps, actor: Actor, id: string): ReturnType<typeof actOnLead> {
  return await actOnLead(deps, actor, id, { action: 'disable', event: 'lead.disabled' })
}
