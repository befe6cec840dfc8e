import type { Actor, Deps } from '../deps.ts'
import { actOnLead } from './act.ts'

/** Back in the queue where it was: its pass, its phone and its attempts are kept. */
export async function enableLead(deps: Deps, actor: Actor, id: string): ReturnType<typeof actOnLead> {
  return await actOnLead(deps, actor, id, { action: 'enable', event: 'lead.enabled' })
}
