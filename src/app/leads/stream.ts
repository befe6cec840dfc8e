import { AppError } from '../../domain/errors.ts'
import { describeError } from '../../domain/stuck-item.ts'
import type { Deps } from '../deps.ts'
import type { IntakeAction } from '../imports/plan-leads.ts'
import type { ReadPerson } from './add.ts'
import { type GivenPerson, readPerson } from './person.ts'
import { type Line, splitLines } from './split-lines.ts'
import { countTaken, type Intake, type TakenPerson, type TakenResult, takePeople } from './take-people.ts'

/** One person: as many texts as one may have, however they are escaped. */
const MAX_LINE_BYTES = 256 * 1024
/** People of one transaction. */
const BATCH_LINES = 1_000
/** Characters of a batch: together with what is made of them well within a Worker. */
const BATCH_CHARACTERS = 2_000_000

export interface StreamSummary {
  /** People whose line was answered. */
  people: number
  counts: Record<TakenResult, number>
  /** Every line was read and answered. */
  complete: boolean
  /** The line to go on from; null when it is complete. Lines sent again change nothing. */
  continueFromLine: number | null
  error: { code: string; message: string } | null
}

export type StreamPart = { results: (TakenPerson & { line: number })[] } | { summary: StreamSummary }

/**
 * People as lines of JSON, of any number: worked off in batches, each with its results as soon as it is committed. Nothing is read before
 * the results so far are taken, so that memory stays flat. Never throws: what goes wrong on the way is in the summary, which comes last.
 * @param read one person of a line that is JSON
 */
export async function* streamPeople(
  deps: Deps,
  intake: Intake,
  input: { body: AsyncIterable<Uint8Array>; action: IntakeAction; read: (value: unknown) => ReadPerson },
): AsyncGenerator<StreamPart> {
  const { action, read } = input
  const counts = countTaken([])
  let people = 0
  let requests = 1
  let reached = 1
  let error: StreamSummary['error'] = null
  try {
    for await (const lines of batches(splitLines(input.body, MAX_LINE_BYTES))) {
      const given = lines.map((line) => readLine(line, intake, action, read))
      const taken = await takePeople(deps, intake, { people: given, action, source: 'stream', requests })
      requests = 0
      const results = taken.map((it, i) => ({
        ...it,
        line: lines[i]!.line,
        // Lines are what the sender counts in.
        duplicateOf: it.duplicateOf === null ? null : lines[it.duplicateOf]!.line,
      }))
      for (const { result } of results) counts[result] += 1
      people += results.length
      reached = lines.at(-1)!.line + 1
      yield { results }
    }
  } catch (cause) {
    const isOurs = !(cause instanceof AppError)
    if (isOurs) deps.log.error('stream.broken', { org_id: intake.actor.orgId, error: describeError(cause) })
    error = isOurs
      ? { code: 'unavailable', message: 'The stream broke here. Send the lines from this one on again.' }
      : { code: cause.code, message: cause.message }
  }
  const complete = error === null
  yield { summary: { people, counts, complete, continueFromLine: complete ? null : reached, error } }
}

async function* batches(lines: AsyncIterable<Line>): AsyncGenerator<Line[]> {
  let batch: Line[] = []
  let characters = 0
  for await (const line of lines) {
    batch.push(line)
    characters += line.text?.length ?? 0
    if (batch.length < BATCH_LINES && characters < BATCH_CHARACTERS) continue
    yield batch
    batch = []
    characters = 0
  }
  if (batch.length > 0) yield batch
}

function readLine(line: Line, intake: Intake, action: IntakeAction, read: (value: unknown) => ReadPerson): GivenPerson {
  if (line.problem !== null) return rejected(line.problem, PROBLEMS[line.problem])
  let value: unknown
  try {
    value = JSON.parse(line.text.replace(/^\ufeff/, ''))
  } catch {
    return rejected('not_json', 'is not JSON: each line is one person, {"name": …, "phones": […]}')
  }
  const it = read(value)
  return it.person ? readPerson(it.person, intake.rules, action) : it.given
}

const PROBLEMS = {
  line_too_long: `has more than ${MAX_LINE_BYTES / 1024} kB`,
  not_utf8: 'is not UTF-8',
}

function rejected(code: string, message: string): GivenPerson {
  return { row: null, rejected: [code], errors: [{ pointer: '', message }], externalId: null }
}
