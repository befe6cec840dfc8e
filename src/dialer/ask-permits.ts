import type { Engine } from './engine.ts'
import { assertDatabase, noteTrouble } from './set-aside.ts'
import type { PermitAnswer, PermitRequest } from './store.ts'

/** So many asked alone failed in a row: the others are not asked. */
const IN_A_ROW = 3

/**
 * Asks the ledger for permits. A batch that failed is never asked again, since it may have been committed; but who was in one is asked alone
 * the next time, so that a request that always throws fails by itself. Requests without an answer are nobody's calls: the watchdog gives
 * them back. Throws when nobody got an answer.
 */
export async function askPermits(
  engine: Engine,
  requests: PermitRequest[],
  seqOf: (leadId: string) => number,
  ask: (part: PermitRequest[]) => Promise<PermitAnswer>,
  giveUp: (request: PermitRequest) => void,
): Promise<PermitAnswer> {
  const { suspects } = engine
  const all: PermitAnswer = { permitted: new Set(), refused: new Map(), callsToday: new Map() }
  const alone = requests.filter(({ leadId }) => suspects.has(leadId)).map((request) => [request])
  const together = requests.filter(({ leadId }) => !suspects.has(leadId))
  let answered = 0
  let inARow = 0
  let failure: unknown = null
  for (const part of together.length > 0 ? [together, ...alone] : alone) {
    if (inARow >= IN_A_ROW) {
      part.forEach(giveUp)
      continue
    }
    try {
      const answer = await ask(part)
      for (const id of answer.permitted) all.permitted.add(id)
      for (const [id, refusal] of answer.refused) all.refused.set(id, refusal)
      for (const [key, calls] of answer.callsToday) all.callsToday.set(key, calls)
      for (const { leadId } of part) suspects.delete(leadId)
      answered += part.length
      inARow = 0
    } catch (error) {
      failure = error
      inARow += 1
      part.forEach(giveUp)
      if (part.length > 1) for (const { leadId } of part) suspects.add(leadId)
      else await blame(engine, part[0]!, seqOf, error)
    }
  }
  if (answered === 0 && failure !== null) throw failure
  return all
}

/** It was asked alone and failed: its own fault, unless the database is away. */
async function blame(
  engine: Engine,
  { leadId }: PermitRequest,
  seqOf: (leadId: string) => number,
  error: unknown,
): Promise<void> {
  try {
    await assertDatabase(engine, error)
  } catch {
    return
  }
  noteTrouble(engine, { seq: seqOf(leadId), leadId }, error)
}
