import type { Actor, Deps } from '../deps.ts'
import { readValue } from './read-value.ts'
import type { Suppression } from './store.ts'

/** May this phone or email be used? `entry` says why not. */
export async function checkSuppression(
  deps: Deps,
  actor: Actor,
  input: { phone?: string; email?: string },
): Promise<{ kind: 'phone' | 'email'; value: string; entry: Suppression | null }> {
  const { kind, value } = await readValue(deps, actor, input, (parameter) => ({ parameter }))
  return { kind, value, entry: await deps.suppressions.findByValue(actor.orgId, kind, value) }
}
