import { type ChainEnd, chainStart, sealBlock } from '../../domain/proof-chain.ts'
import type { Deps } from '../deps.ts'
import type { ChainHead } from './store.ts'

/** Records of one block: a row of about 40 KB, so that sealing costs a row per 500 attempts instead of one each. */
const BLOCK_RECORDS = 500
/**
 * Real ms an attempt's id must be old. Permits of many campaigns arrive at once and not in the order of their ids; one that comes later
 * than this is refused by the permit itself and asked for again under a new id.
 */
export const SEAL_LAG_MS = 10_000

/**
 * Seals what an organization's ledger holds beyond its chain, in the order of the ids, at most `maxRecords` and a block more. Returns how
 * many were sealed. Any number may run at once: each block is written only if nobody else moved the seal and no permit came in behind its
 * end meanwhile; the loser stops.
 */
export async function sealProofs(
  deps: Pick<Deps, 'clock' | 'proofs' | 'hash' | 'log'>,
  orgId: string,
  maxRecords: number,
): Promise<number> {
  const madeBefore = deps.clock.now() - deps.clock.stretch(SEAL_LAG_MS)
  const head = await deps.proofs.findHead(orgId)
  if (!head) return 0
  // Sealed all the same: what comes after the break is better kept than not, and verifying finds the break as long as it is there.
  if (head.sealedTo !== (head.block?.lastId ?? ''))
    deps.log.error('proof.chain_torn', { org_id: orgId, sealed_to: head.sealedTo })
  let end = await endOfChain(deps, orgId, head)
  let { sealedTo } = head
  let sealed = 0
  while (sealed < maxRecords) {
    const attempts = await deps.proofs.readTail(orgId, sealedTo, madeBefore, BLOCK_RECORDS)
    const last = attempts.at(-1)
    if (!last) break
    const block = await sealBlock(deps.hash, end, attempts, deps.clock.now())
    if (!(await deps.proofs.append(orgId, sealedTo, block))) return sealed
    end = { seq: block.seq, position: end.position + attempts.length, hash: block.hash, attemptId: last.id }
    sealedTo = last.id
    sealed += attempts.length
    if (attempts.length < BLOCK_RECORDS) break
  }
  if (sealed === 0) await deps.proofs.settleDue(orgId)
  return sealed
}

async function endOfChain(deps: Pick<Deps, 'hash'>, orgId: string, { block }: ChainHead): Promise<ChainEnd> {
  if (!block) return await chainStart(deps.hash, orgId)
  return { seq: block.seq, position: block.lastPosition, hash: block.hash, attemptId: block.lastId }
}
