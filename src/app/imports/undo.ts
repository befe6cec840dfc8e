import { AppError } from '../../domain/errors.ts'
import { auditEntry } from '../audit/entry.ts'
import type { Actor, Deps } from '../deps.ts'
import { getImport } from './get-import.ts'
import type { Import } from './store.ts'
import type { ImportUndo } from './undo-store.ts'

/**
 * Takes an import back: its leads that were never attempted go, then the contacts it created and nobody needs; the others stay and are
 * listed. One that is still running stops. Worked off in the background.
 * @throws AppError `not_found`, `forbidden`; `not_allowed` when it was undone before
 */
export async function undoImport(deps: Deps, actor: Actor, importId: string): Promise<Import> {
  if (actor.role === 'viewer') throw new AppError('forbidden', 'Viewers cannot undo imports.')
  const entry = await getImport(deps, actor, importId)
  const now = deps.clock.now()
  const undo: ImportUndo = {
    status: 'running',
    phase: 'leads',
    after: null,
    step: 0,
    requestedBy: actor.name,
    requestedAt: now,
    movedAt: now,
    finishedAt: null,
    leadsRemoved: 0,
    contactsRemoved: 0,
    kept: 0,
    keptKeys: [],
  }
  const audit = auditEntry(deps, actor, 'import.undone', importId, { campaign_id: entry.campaignId })
  if (!(await deps.undos.request(actor.orgId, importId, undo, audit)))
    throw new AppError('not_allowed', 'This import was undone already.', { status: 'undone' })
  // Should this fail, the sweep finds it.
  await deps.queues.undoImport(importId, actor.orgId)
  return await getImport(deps, actor, importId)
}
