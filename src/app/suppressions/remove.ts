import { AppError } from '../../domain/errors.ts'
import { auditEntry } from '../audit/entry.ts'
import type { Actor, Deps } from '../deps.ts'

/** Taking somebody off the list needs a reason, which the audit log keeps together with the entry as it was. */
export async function removeSuppression(
  deps: Deps,
  actor: Actor,
  input: { id: string; reason: string },
): Promise<void> {
  const entry = await deps.suppressions.find(actor.orgId, input.id)
  const audit = auditEntry(deps, actor, 'suppression.removed', input.id, { reason: input.reason, entry })
  if (!entry || !(await deps.suppressions.remove(actor.orgId, input.id, audit)))
    throw new AppError('not_found', 'There is no such entry.')
}
