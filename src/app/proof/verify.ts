import { AppError } from '../../domain/errors.ts'
import {
  type ChainBreak,
  type ChainEnd,
  type ChainRecord,
  chainStart,
  endOf,
  erasureOf,
  linkHash,
  parseRecords,
  readBlock,
  type SealedFields,
} from '../../domain/proof-chain.ts'
import type { Actor, Deps } from '../deps.ts'
import type { ChainHead, LedgerRecord } from './store.ts'

/** One request checks this many records and up to a read of blocks more (0.03 ms each), */
const RECORDS = 20_000
/** or this many blocks, when they are small. */
const BLOCKS = 5_000
const BLOCKS_PER_READ = 50
const ROWS_PER_READ = 1_000
const UNSEALED_COUNTED = 10_000

export interface Verification {
  /** Nothing is broken in what was checked. */
  ok: boolean
  /** The end of the chain was reached, or a break. */
  complete: boolean
  checked: number
  /** First and last place that was looked at; null when there was nothing. */
  positionFrom: number | null
  positionTo: number | null
  head: { position: number; attemptId: string; hash: string; sealedAt: number } | null
  /** Permits that are not in the chain yet; `sinceSeconds` are real ones, however fast product time runs. */
  unsealed: { count: number; oldestAt: number | null; sinceSeconds: number }
  /** Records whose person asked to be forgotten, among those checked, and the erasures that did it. */
  erased: { count: number; erasures: string[] }
  /** The first one. */
  broken: ChainBreak | null
  nextCursor: string | null
}

type VerifyDeps = Pick<Deps, 'clock' | 'proofs' | 'hash'>

/**
 * Compares chain and ledger, from the block the cursor names (or the first) on. Finds every change of a sealed field, every attempt
 * taken out or put in behind the seal, and every change, loss or exchange of a block. A record that was erased is passed over with the
 * hash the chain has of it, if the erasure it names emptied it; the records round it prove that hash.
 */
export async function verifyProofs(
  deps: VerifyDeps,
  actor: Actor,
  input: { cursor: string | null },
): Promise<Verification> {
  const { orgId } = actor
  const start = await startAt(deps, orgId, input.cursor)
  const stretch = await readStretch(deps, orgId, start)
  const compared = await compare(deps, orgId, start, stretch.records)
  const broken = earlier(stretch.broken, compared.broken)
  const { count, oldestAt } = await deps.proofs.countUnsealed(orgId, UNSEALED_COUNTED)
  const { clock } = deps
  const last = stretch.head?.block
  return {
    ok: broken === null,
    complete: broken !== null || stretch.isWhole,
    checked: compared.checked,
    positionFrom: stretch.records.length > 0 || broken ? start.position + 1 : null,
    positionTo: broken?.position ?? stretch.records.at(-1)?.position ?? null,
    head: last
      ? { position: last.lastPosition, attemptId: last.lastId, hash: last.hash, sealedAt: last.sealedAt }
      : null,
    unsealed: {
      count,
      oldestAt,
      sinceSeconds:
        oldestAt === null ? 0 : Math.max(0, Math.round((clock.toReal(clock.now()) - clock.toReal(oldestAt)) / 1000)),
    },
    erased: { count: compared.erased, erasures: [...compared.erasures] },
    broken,
    nextCursor: broken || stretch.isWhole ? null : String(stretch.end.seq + 1),
  }
}

/** At the same place the block's own fault explains the difference from the ledger. */
function earlier(ofBlocks: ChainBreak | null, ofLedger: ChainBreak | null): ChainBreak | null {
  if (!ofBlocks || !ofLedger) return ofBlocks ?? ofLedger
  return ofLedger.position < ofBlocks.position ? ofLedger : ofBlocks
}

/** The end of the block before the one to begin with. */
async function startAt(deps: VerifyDeps, orgId: string, cursor: string | null): Promise<ChainEnd> {
  const first = Number(cursor ?? 1)
  if (first === 1) return await chainStart(deps.hash, orgId)
  const refused = new AppError('bad_request', 'The cursor is not one that this check returned. Begin again without.', {
    errors: [{ parameter: 'cursor', message: 'not a cursor of this check' }],
  })
  if (!Number.isSafeInteger(first) || first < 1) throw refused
  const [block] = (await deps.proofs.readChain(orgId, first - 1, 1)).blocks
  const records = block?.seq === first - 1 ? parseRecords(block.records) : null
  if (!block || !records) throw refused
  return endOf(block, records.length)
}

interface Stretch {
  records: ChainRecord[]
  end: ChainEnd
  head: ChainHead | null
  /** Reaches to the end of the chain. */
  isWhole: boolean
  /** The first fault of the blocks themselves. */
  broken: ChainBreak | null
}

async function readStretch(deps: VerifyDeps, orgId: string, start: ChainEnd): Promise<Stretch> {
  const records: ChainRecord[] = []
  let end = start
  for (;;) {
    const { head, blocks } = await deps.proofs.readChain(orgId, end.seq + 1, BLOCKS_PER_READ)
    for (const block of blocks) {
      const read = readBlock(block, end)
      records.push(...read.records)
      if (read.broken) return { records, end, head, isWhole: false, broken: read.broken }
      end = endOf(block, read.records.length)
    }
    if (blocks.length < BLOCKS_PER_READ)
      return { records, end, head, isWhole: true, broken: head && headBreak(head, end) }
    if (records.length >= RECORDS || end.seq - start.seq >= BLOCKS)
      return { records, end, head, isWhole: false, broken: null }
  }
}

/** The last block must be the one the seal stands at: otherwise the end of the chain was taken away. */
function headBreak(head: ChainHead, end: ChainEnd): ChainBreak | null {
  if (head.sealedTo === end.attemptId) return null
  return {
    position: end.position + 1,
    attemptId: head.sealedTo || null,
    kind: 'chain',
    message:
      head.sealedTo > end.attemptId
        ? `The chain was sealed up to ${head.sealedTo}, but its blocks end before: the last were taken away.`
        : 'The chain goes further than its seal: the seal was set back.',
  }
}

interface Compared {
  checked: number
  erased: number
  erasures: Set<string>
  broken: ChainBreak | null
}

/** Walks records and ledger side by side up to the first difference. */
async function compare(deps: VerifyDeps, orgId: string, start: ChainEnd, records: ChainRecord[]): Promise<Compared> {
  const found: Compared = { checked: 0, erased: 0, erasures: new Set(), broken: null }
  if (records.length === 0) return found
  // Not simply the last one: a block that was changed may name them in any order.
  const through = records.reduce((last, { attemptId }) => (attemptId > last ? attemptId : last), '')
  const read = (after: string) => deps.proofs.readLedger(orgId, after, through, ROWS_PER_READ)
  let next: Promise<LedgerRecord[]> | null = read(start.attemptId)
  while (next && found.checked < records.length) {
    const rows: LedgerRecord[] = await next
    // The next rows are under way while these are hashed. What fails with them fails where they are awaited.
    next = rows.length === ROWS_PER_READ ? read(rows.at(-1)!.id) : null
    next?.catch(() => {})
    const expected = records.slice(found.checked, found.checked + rows.length)
    let same = expected.findIndex((record, index) => record.attemptId !== rows[index]!.id)
    if (same < 0) same = expected.length
    const erasedBy = await readErased(deps, orgId, rows.slice(0, same))
    const hashes = await Promise.all(
      expected
        .slice(0, same)
        .map((record, index) =>
          erasedBy.has(record.attemptId) ? record.hash : linkHash(deps.hash, record.previousHash, rows[index]!),
        ),
    )
    const wrong = hashes.findIndex((hash, index) => hash !== expected[index]!.hash)
    const right = wrong < 0 ? same : wrong
    for (const { attemptId } of expected.slice(0, right)) {
      const erasure = erasedBy.get(attemptId)
      if (erasure === undefined) continue
      found.erased += 1
      found.erasures.add(erasure)
    }
    found.checked += right
    if (wrong >= 0) {
      const after = rows[wrong + 1] ?? (await deps.proofs.readLedger(orgId, rows[wrong]!.id, through, 1))[0]
      const broken = await blame(deps, records, found.checked, hashes[wrong]!, after)
      return { ...found, broken: rows[wrong]!.erasedAt === null ? broken : unfounded(broken) }
    }
    if (same < rows.length) return { ...found, broken: difference(records, found.checked, rows[same]!.id) }
  }
  return { ...found, broken: found.checked < records.length ? difference(records, found.checked, null) : null }
}

/** Of these records those that an erasure emptied, and which. Whoever marks a record as erased has to have erased it. */
async function readErased(deps: VerifyDeps, orgId: string, rows: LedgerRecord[]): Promise<Map<string, string>> {
  const claims = rows.flatMap((row) => {
    const erasure = row.erasedAt === null ? null : erasureOf(row)
    return erasure === null ? [] : [{ attemptId: row.id, erasure }]
  })
  if (claims.length === 0) return new Map()
  const known = await deps.proofs.readErasures(orgId, [...new Set(claims.map((it) => it.erasure))])
  const founded = claims.filter(({ attemptId, erasure }) => known.get(erasure)?.has(attemptId))
  return new Map(founded.map(({ attemptId, erasure }) => [attemptId, erasure]))
}

function unfounded(broken: ChainBreak): ChainBreak {
  const message = `${broken.attemptId} says that it was erased, and no erasure emptied it: a field of it was changed.`
  return { ...broken, kind: 'changed', message }
}

/** A record does not give the hash the chain has of it: was the record changed, or the hash? The next link tells. */
async function blame(
  deps: VerifyDeps,
  records: ChainRecord[],
  index: number,
  computed: string,
  after: SealedFields | undefined,
): Promise<ChainBreak> {
  const { position, attemptId, closing } = records[index]!
  const next = records[index + 1]
  const goesOn =
    closing === computed ||
    (closing === null &&
      next !== undefined &&
      after?.id === next.attemptId &&
      (await linkHash(deps.hash, computed, after)) === next.hash)
  return goesOn
    ? { position, attemptId, kind: 'chain', message: `The chain's hash of ${attemptId} was changed.` }
    : {
        position,
        attemptId,
        kind: 'changed',
        message: `${attemptId} is not what was sealed: a field of it was changed.`,
      }
}

/** Chain and ledger name different attempts at this place; null: the ledger has none left. */
function difference(records: ChainRecord[], index: number, found: string | null): ChainBreak {
  const { position, attemptId } = records[index] ?? { position: records.at(-1)!.position + 1, attemptId: null }
  if (found !== null && (attemptId === null || found < attemptId)) {
    const isLater = records.some((record, at) => at > index && record.attemptId === found)
    return isLater
      ? {
          position,
          attemptId: found,
          kind: 'out_of_order',
          message: `${found} belongs here, and the chain names it later.`,
        }
      : {
          position,
          attemptId: found,
          kind: 'added',
          message: `${found} stands in the ledger and not in the chain: it was added behind the seal, or taken out of the chain.`,
        }
  }
  return { position, attemptId, kind: 'missing', message: `${attemptId} was sealed and is gone from the ledger.` }
}
