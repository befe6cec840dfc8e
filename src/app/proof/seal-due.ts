import type { Deps } from '../deps.ts'
import { SEAL_LAG_MS, sealProofs } from './seal.ts'

/** Half of the minute between two runs of the cron: within it, a second run comes through the queue. */
export const SEAL_AGAIN_SECONDS = 30
/** Organizations of one run; the rest follow half a minute later, those that waited longest first. */
const ORGANIZATIONS = 200
/** Records of one organization in one run: 600 calls a second between two runs. */
const RECORDS_EACH = 20_000
/** Records of one run over all organizations, so that it ends in seconds. */
const RECORDS = 100_000

/** Seals every organization that has permits waiting. One that fails is reported and does not hold up the others. */
export async function sealDueProofs(
  deps: Pick<Deps, 'clock' | 'proofs' | 'hash' | 'log'>,
): Promise<{ organizations: number; records: number }> {
  const dueBefore = deps.clock.now() - deps.clock.stretch(SEAL_LAG_MS)
  const due = await deps.proofs.listDue(dueBefore, ORGANIZATIONS)
  let organizations = 0
  let records = 0
  for (const orgId of due) {
    if (records >= RECORDS) break
    try {
      records += await sealProofs(deps, orgId, RECORDS_EACH)
      organizations += 1
    } catch (error) {
      deps.log.error('proof.not_sealed', {
        org_id: orgId,
        error: error instanceof Error ? (error.stack ?? error.message) : String(error),
      })
    }
  }
  return { organizations, records }
}
