import { AppError } from '../../domain/errors.ts'
import { isKnownZone } from '../../domain/regions/zone-offset.ts'
import { auditEntry } from '../audit/entry.ts'
import { refreshAll } from '../campaigns/refresh-all.ts'
import type { Actor, Deps } from '../deps.ts'
import { getOrganization } from './get.ts'
import type { Organization } from './store.ts'

/** Other fallback zones hold from the very next dial, as every rule of the organization does. */
export async function updateOrganization(
  deps: Deps,
  actor: Actor,
  changes: Partial<Pick<Organization, 'name' | 'defaultRegion' | 'fallbackZones'>>,
): Promise<Organization> {
  const errors = (changes.fallbackZones ?? []).flatMap((zone, index) =>
    isKnownZone(zone) ? [] : [{ pointer: `/fallback_zones/${index}`, message: `"${zone}" is not a known time zone` }],
  )
  if (errors.length > 0) throw new AppError('unprocessable', 'A fallback zone is not known.', { errors })
  if (Object.keys(changes).length > 0) {
    await deps.organizations.update(
      actor.orgId,
      changes,
      auditEntry(deps, actor, 'organization.updated', actor.orgId, { fields: Object.keys(changes) }),
    )
    if (changes.fallbackZones) await refreshAll(deps, actor.orgId)
  }
  return await getOrganization(deps, actor)
}
