import type { ChainHead, ChainPlace, LedgerRecord, ProofStore, ProvenAttempt } from '../../app/proof/store.ts'
import { type ProofBlock, parseRecords, type SealedFields } from '../../domain/proof-chain.ts'
import { firstIdAt } from '../ids.ts'
import { cutPage, decodeCursor } from './cursor.ts'
import * as sql from './proof-sql.ts'

/** Greater than every id. */
const AFTER_ALL = '\u{10ffff}'
/** A block is about 40 KB. */
const BLOCKS_PER_READ = 50

type HeadRow = { sealedTo: string } & Record<keyof NonNullable<ChainHead['block']>, never>

export function createProofStore(db: D1Database): ProofStore {
  const all = async <T>(statement: string, ...values: unknown[]): Promise<T[]> =>
    (
      await db
        .prepare(statement)
        .bind(...values)
        .all<T>()
    ).results

  return {
    async listDue(dueBefore, limit) {
      return (await all<{ id: string }>(sql.PROOF_DUE, dueBefore, limit)).map((row) => row.id)
    },
    async findHead(orgId) {
      return toHead(await all<HeadRow>(sql.PROOF_HEAD, orgId))
    },
    readLedger: (orgId, after, through, limit) => all<LedgerRecord>(sql.PROOF_LEDGER, orgId, after, through, limit),
    readTail: (orgId, after, madeBefore, limit) =>
      all<SealedFields>(sql.PROOF_LEDGER, orgId, after, firstIdAt('att', madeBefore), limit),
    async readErasures(orgId, erasureIds) {
      const rows = await all<{ id: string; attempts: string | null }>(
        sql.PROOF_ERASURES,
        orgId,
        JSON.stringify(erasureIds),
      )
      return new Map(rows.map((row) => [row.id, new Set(JSON.parse(row.attempts ?? '[]') as string[])]))
    },
    async append(orgId, sealedTo, block) {
      const { seq, firstPosition, records, previousHash, hash, lastId, sealedAt } = block
      const [inserted] = await db.batch([
        db
          .prepare(sql.PROOF_APPEND)
          .bind(orgId, seq, firstPosition, records, previousHash, hash, lastId, sealedAt, sealedTo),
        db.prepare(sql.PROOF_ADVANCE).bind(orgId, lastId, sealedTo, seq, hash),
      ])
      return (inserted?.meta.changes ?? 0) > 0
    },
    async settleDue(orgId) {
      await db.prepare(sql.PROOF_SETTLE_DUE).bind(orgId).run()
    },
    async readChain(orgId, fromSeq, limit) {
      const [head, blocks] = await db.batch<unknown>([
        db.prepare(sql.PROOF_HEAD).bind(orgId),
        db.prepare(sql.PROOF_CHAIN).bind(orgId, fromSeq, limit),
      ])
      return { head: toHead((head?.results ?? []) as HeadRow[]), blocks: (blocks?.results ?? []) as ProofBlock[] }
    },
    async countUnsealed(orgId, limit) {
      const [row] = await all<{ count: number; oldestAt: number | null }>(sql.PROOF_UNSEALED, orgId, limit)
      return row ?? { count: 0, oldestAt: null }
    },
    async list(orgId, query) {
      const { phone, campaignId, from, to, slackMs, limit } = query
      const values = [
        orgId,
        from === undefined ? '' : firstIdAt('att', from - slackMs),
        query.cursor
          ? String(decodeCursor(query.cursor, 1)[0])
          : to === undefined
            ? AFTER_ALL
            : firstIdAt('att', to + slackMs),
        from ?? 0,
        to ?? Number.MAX_SAFE_INTEGER,
        limit + 1,
      ]
      const found = phone
        ? all<ProvenRow>(sql.PROOFS_BY_PHONE, ...values, campaignId ?? null, phone)
        : campaignId
          ? all<ProvenRow>(sql.PROOFS_BY_CAMPAIGN, ...values, campaignId)
          : all<ProvenRow>(sql.PROOFS, ...values)
      return cutPage(await found, limit, toProven, (row) => [row.id])
    },
    async findPlaces(orgId, attemptIds) {
      const places = new Map<string, ChainPlace>()
      if (attemptIds.length === 0) return places
      const wanted = new Set(attemptIds)
      const found = await all<{ seq: number | null }>(sql.PROOF_BLOCK_OF, orgId, JSON.stringify(attemptIds))
      const seqs = [...new Set(found.map((row) => row.seq).filter((seq) => seq !== null))]
      for (let i = 0; i < seqs.length; i += BLOCKS_PER_READ) {
        const blocks = await all<ProofBlock>(
          sql.PROOF_BLOCKS,
          orgId,
          JSON.stringify(seqs.slice(i, i + BLOCKS_PER_READ)),
        )
        for (const block of blocks) {
          let { previousHash } = block
          for (const [index, [id, hash]] of (parseRecords(block.records) ?? []).entries()) {
            if (wanted.has(id))
              places.set(id, { position: block.firstPosition + index, hash, previousHash, sealedAt: block.sealedAt })
            previousHash = hash
          }
        }
      }
      return places
    },
  }
}

type ProvenRow = Omit<ProvenAttempt, 'counted'> & { counted: number }

const toProven = (row: ProvenRow): ProvenAttempt => ({ ...row, counted: row.counted === 1 })

function toHead([row]: HeadRow[]): ChainHead | null {
  if (!row) return null
  const { sealedTo, seq, lastPosition, lastId, hash, sealedAt } = row
  return { sealedTo, block: seq === null ? null : { seq, lastPosition, lastId, hash, sealedAt } }
}
