import { chainStart } from '../../domain/proof-chain.ts'
import type { Actor, Deps } from '../deps.ts'
import { type PlacedProof, type ProofFilter, readProofQuery, readProofs } from './list.ts'
import type { ChainHead, ProofQuery } from './store.ts'

const PAGE = 200
/** Attempts of one file; the last line says where the next one begins. */
const LONGEST = 20_000

export interface ProofExport {
  exportedAt: number
  /** The hash the first record of the chain follows on. */
  startHash: string
  head: ChainHead['block']
  /** Ends with null and a cursor when the file is full, null and null when everything is in it. */
  pages(): AsyncGenerator<{ items: PlacedProof[]; nextCursor: string | null; isLast: boolean }>
}

/** The same as the list, for auditors: as much as one file holds, page by page, so that it never stands in memory as a whole. */
export async function exportProofs(
  deps: Deps,
  actor: Actor,
  input: ProofFilter & { cursor: string | null },
): Promise<ProofExport> {
  // The first page before anything is answered: what is wrong with the request is a problem, not a broken file.
  const query = await readProofQuery(deps, actor, { ...input, limit: PAGE })
  const first = await readProofs(deps, actor, query)
  const head = await deps.proofs.findHead(actor.orgId)
  const { hash } = await chainStart(deps.hash, actor.orgId)
  return {
    exportedAt: deps.clock.now(),
    startHash: hash,
    head: head?.block ?? null,
    pages: () => readPages(deps, actor, query, first),
  }
}

async function* readPages(deps: Deps, actor: Actor, query: ProofQuery, first: Awaited<ReturnType<typeof readProofs>>) {
  let page = first
  for (let written = page.items.length; ; written += page.items.length) {
    const isLast = page.nextCursor === null || written >= LONGEST
    yield { ...page, isLast }
    if (isLast) return
    page = await readProofs(deps, actor, { ...query, cursor: page.nextCursor })
  }
}
