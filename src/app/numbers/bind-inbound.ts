import { AppError } from '../../domain/errors.ts'
import { auditEntry } from '../audit/entry.ts'
import type { Actor, Deps } from '../deps.ts'
import { getNumber } from './get.ts'

/**
 * Lets calls and texts to a number come to us: the carrier is told where to ask. Doing it again changes nothing.
 * @throws AppError `not_found`, `not_allowed` when the carrier does not have the number, `unavailable` when it does not answer
 */
export async function bindInbound(
  deps: Deps,
  actor: Actor,
  id: string,
): Promise<{ e164: string; callUrl: string; textUrl: string }> {
  const { e164 } = await getNumber(deps, actor, id)
  // Two organizations may call from one number, but only one can be called at it.
  const owner = await deps.inbound.findNumber(e164)
  if (owner !== null && owner.orgId !== actor.orgId)
    throw new AppError(
      'not_allowed',
      `Calls and texts to ${e164} go to another organization, which had the number first.`,
    )
  const bound = await deps.inboundCarrier.bindNumber(e164)
  if (!bound.ok) {
    const code = bound.code === 'number_not_found' ? 'not_allowed' : 'unavailable'
    throw new AppError(code, bound.message, { carrier_code: bound.code })
  }
  const { callUrl, textUrl } = bound
  await deps.audit.append([auditEntry(deps, actor, 'number.bound', id, { e164, call_url: callUrl, text_url: textUrl })])
  return { e164, callUrl, textUrl }
}
