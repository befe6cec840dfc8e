/**
 * The proof chain of an organization (1-product §8): every permit of the ledger, in the order of the ids, each with a hash that takes in
 * the one before. docs/proof.md tells an outsider how to recompute it; what stands here may never change without a new chain.
 */

/** SHA-256 of a text's UTF-8, as base64url without padding. */
export type Hash = (text: string) => Promise<string>

/** What the permit fixed of an attempt, and nothing may change afterwards. As stored: `proof` is the text, not what it says. */
export interface SealedFields {
  orgId: string
  id: string
  campaignId: string
  leadId: string
  contactId: string
  numberId: string
  /** E.164, the number we called from. */
  from: string
  /** E.164, the phone that was called. */
  phone: string
  pass: number
  position: number
  /** Calendar day of the number, YYYY-MM-DD. */
  day: string
  /** Epoch ms. */
  permittedAt: number
  proof: string
}

/**
 * What is left in `proof` of an attempt whose person asked to be forgotten: which erasure it was. Its phone is '' then. The record keeps its
 * place and hash, and what stands round it is still proved; that there was such an erasure, and of this attempt, is for the ledger to show.
 */
export function erasureOf({ phone, proof }: Pick<SealedFields, 'phone' | 'proof'>): string | null {
  if (phone !== '') return null
  const [, id] = /^\{"erased_by":"(era_[0-9a-z]{1,60})"\}$/.exec(proof) ?? []
  return id ?? null
}

/** One record of the chain beside its place in it. */
export interface ChainRecord {
  /** From 1. */
  position: number
  attemptId: string
  hash: string
  previousHash: string
  /** For the last record of a block: what the block says of its hash. */
  closing: string | null
}

/** A block as stored; nothing of it is believed before it is checked. */
export interface ProofBlock {
  seq: number
  firstPosition: number
  /** JSON: [[attempt id, hash], …] */
  records: string
  previousHash: string
  hash: string
  lastId: string
  /** Epoch ms; tells when, and is not part of what is proved. */
  sealedAt: number
}

/** What the next record must follow on. */
export interface ChainEnd {
  /** Of the last block; 0 before the first. */
  seq: number
  /** Of the last record; 0 before the first. */
  position: number
  hash: string
  /** Of the last attempt; '' before the first. */
  attemptId: string
}

export const CHAIN_BREAKS = ['changed', 'missing', 'added', 'out_of_order', 'chain'] as const

/** Where the chain and the ledger part. */
export interface ChainBreak {
  /** Place in the chain, from 1. */
  position: number
  /** null when the block that would name it is gone or cannot be read. */
  attemptId: string | null
  /**
   * changed: a sealed field of the attempt. missing: the attempt is gone from the ledger. added: an attempt stands in the ledger that was
   * not sealed there. out_of_order: the chain names attempts in another order than the ledger's. chain: a block is gone or was changed.
   */
  kind: (typeof CHAIN_BREAKS)[number]
  message: string
}

/** The text that is hashed: a JSON array without spaces, so that no two records can read the same. */
export function canonicalText(fields: SealedFields): string {
  const { orgId, id, campaignId, leadId, contactId, numberId, from, phone, pass, position, day, permittedAt } = fields
  return JSON.stringify([
    orgId,
    id,
    campaignId,
    leadId,
    contactId,
    numberId,
    from,
    phone,
    pass,
    position,
    day,
    permittedAt,
    fields.proof,
  ])
}

/** Where the chain of an organization begins: no two organizations have a hash in common. */
export async function chainStart(hash: Hash, orgId: string): Promise<ChainEnd> {
  return { seq: 0, position: 0, hash: await hash(`sundial proof chain of ${orgId}`), attemptId: '' }
}

/** The hash of one record. */
export async function linkHash(hash: Hash, previousHash: string, fields: SealedFields): Promise<string> {
  return await hash(previousHash + (await hash(canonicalText(fields))))
}

/** Closes the next block over attempts in the order of their ids; at least one. */
export async function sealBlock(
  hash: Hash,
  end: ChainEnd,
  attempts: readonly SealedFields[],
  sealedAt: number,
): Promise<ProofBlock> {
  const digests = await Promise.all(attempts.map((fields) => hash(canonicalText(fields))))
  const records: [string, string][] = []
  let last = end.hash
  for (const [index, fields] of attempts.entries()) {
    last = await hash(last + digests[index])
    records.push([fields.id, last])
  }
  return {
    seq: end.seq + 1,
    firstPosition: end.position + 1,
    records: JSON.stringify(records),
    previousHash: end.hash,
    hash: last,
    lastId: attempts.at(-1)?.id ?? end.attemptId,
    sealedAt,
  }
}

/** The records of a block as stored; null when it is not a list of them. */
export function parseRecords(text: string): [attemptId: string, hash: string][] | null {
  try {
    const records: unknown = JSON.parse(text)
    return Array.isArray(records) && records.length > 0 && records.every(isRecord) ? records : null
  } catch {
    return null
  }
}

const isRecord = (it: unknown): it is [string, string] =>
  Array.isArray(it) && it.length === 2 && typeof it[0] === 'string' && typeof it[1] === 'string'

/** Where a block ends, by what it says itself. */
export function endOf(block: ProofBlock, length: number): ChainEnd {
  return { seq: block.seq, position: block.firstPosition + length - 1, hash: block.hash, attemptId: block.lastId }
}

/**
 * Checks that a block follows on `end` and holds together. Returns its records, which are still to be compared with the ledger, and its
 * own first fault.
 */
export function readBlock(block: ProofBlock, end: ChainEnd): { records: ChainRecord[]; broken: ChainBreak | null } {
  const stored = parseRecords(block.records)
  const position = end.position + 1
  const fault = (message: string): ChainBreak => ({
    position,
    attemptId: stored?.[0]?.[0] ?? null,
    kind: 'chain',
    message,
  })
  if (block.seq !== end.seq + 1)
    return { records: [], broken: { ...fault(`Block ${end.seq + 1} is missing.`), attemptId: null } }
  if (!stored) return { records: [], broken: fault(`Block ${block.seq} cannot be read.`) }
  if (block.firstPosition !== position || block.previousHash !== end.hash)
    return { records: [], broken: fault(`Block ${block.seq} does not follow on the one before it.`) }

  const records: ChainRecord[] = []
  let broken: ChainBreak | null = null
  let previous = { attemptId: end.attemptId, hash: end.hash }
  for (const [index, [attemptId, hash]] of stored.entries()) {
    if (attemptId <= previous.attemptId)
      broken ??= {
        position: position + index,
        attemptId,
        kind: 'out_of_order',
        message: `The chain names ${attemptId} after ${previous.attemptId}, which belongs behind it.`,
      }
    records.push({ position: position + index, attemptId, hash, previousHash: previous.hash, closing: null })
    previous = { attemptId, hash }
  }
  const last = records.at(-1)!
  last.closing = block.hash
  if (block.hash !== last.hash || block.lastId !== last.attemptId)
    broken ??= {
      position: last.position,
      attemptId: last.attemptId,
      kind: 'chain',
      message: `Block ${block.seq} does not end as its last record says.`,
    }
  return { records, broken }
}
