import type { ProofBlock, SealedFields } from '../../domain/proof-chain.ts'
import type { Page, PageRequest } from '../page.ts'

/** How far an organization's chain goes. */
export interface ChainHead {
  /** Id of the last sealed attempt as the permits know it: none at or before it is permitted any more. '' before the first. */
  sealedTo: string
  /** The last block, as it describes itself; null before the first. */
  block: { seq: number; lastPosition: number; lastId: string; hash: string; sealedAt: number } | null
}

/** Where an attempt stands in the chain. */
export interface ChainPlace {
  /** From 1. */
  position: number
  hash: string
  previousHash: string
  sealedAt: number
}

/** An attempt as it stands in the ledger. */
export interface LedgerRecord extends SealedFields {
  /** Its person asked to be forgotten. Epoch ms. */
  erasedAt: number | null
}

/** An attempt with why it was allowed. */
export interface ProvenAttempt extends LedgerRecord {
  state: string
  /** False: given back before the carrier accepted it, nobody was called. */
  counted: boolean
  placedAt: number | null
  answeredAt: number | null
  endedAt: number | null
  disposition: string | null
}

export interface ProofQuery extends PageRequest {
  /** E.164. */
  phone?: string
  campaignId?: string
  /** Bounds of `permittedAt`, inclusive. */
  from?: number
  to?: number
  /** How far (product ms) the instant in an attempt's id may lie from `permittedAt`. */
  slackMs: number
}

export interface ProofStore {
  /** Organizations with a permit waiting since `dueBefore` or longer, the longest first. */
  listDue(dueBefore: number, limit: number): Promise<string[]>
  /** null when there is no such organization. */
  findHead(orgId: string): Promise<ChainHead | null>
  /** The ledger in the order of the ids: after `after`, up to and including `through`. */
  readLedger(orgId: string, after: string, through: string, limit: number): Promise<LedgerRecord[]>
  /** For each of these erasures that there is: the attempts it emptied. */
  readErasures(orgId: string, erasureIds: string[]): Promise<Map<string, Set<string>>>
  /** The same, of attempts whose id was made before an instant. */
  readTail(orgId: string, after: string, madeBefore: number, limit: number): Promise<SealedFields[]>
  /**
   * Writes the block and moves the seal, both or neither; false, and nothing is written, when the seal no longer stands at `sealedTo`.
   * What is then still unsealed stays due.
   */
  append(orgId: string, sealedTo: string, block: ProofBlock): Promise<boolean>
  /** Sets since when permits wait from what is there; nothing waits: no longer due. */
  settleDue(orgId: string): Promise<void>
  /** Blocks from `seq` on in their order, and the head at the same moment. */
  readChain(orgId: string, fromSeq: number, limit: number): Promise<{ head: ChainHead | null; blocks: ProofBlock[] }>
  /** What is not sealed yet; counted no further than `limit`. */
  countUnsealed(orgId: string, limit: number): Promise<{ count: number; oldestAt: number | null }>
  /** Newest first; given-back attempts too. */
  list(orgId: string, query: ProofQuery): Promise<Page<ProvenAttempt>>
  /** The place of each attempt that is sealed. */
  findPlaces(orgId: string, attemptIds: string[]): Promise<Map<string, ChainPlace>>
}
