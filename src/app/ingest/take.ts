import { AppError } from '../../domain/errors.ts'
import { recordsOf } from '../../domain/lead-file/json-fields.ts'
import type { RowVerdict } from '../../domain/lead-file/rows.ts'
import type { Actor, Deps } from '../deps.ts'
import type { GivenPerson } from '../leads/person.ts'
import { itemReader } from '../leads/read-item.ts'
import { openIntake, type TakenPerson, takePeople } from '../leads/take-people.ts'
import type { IngestKey } from './store.ts'

const MOST_PEOPLE = 1_000
/** When a key was last used is noted to the minute. */
const NOTED_EVERY_MS = 60_000

/**
 * What a CRM or form tool sends of one person or many, by the rules of lists: into the key's campaign, and only adding.
 * @returns one result each, in the same order
 * @throws AppError `unprocessable` for none or too many, `not_allowed` when the campaign is over for good
 */
export async function takeIngested(deps: Deps, key: IngestKey, sent: unknown): Promise<TakenPerson[]> {
  const records = recordsOf(sent)
  if (records.length === 0) throw new AppError('unprocessable', 'There is nobody in it.')
  if (records.length > MOST_PEOPLE)
    throw new AppError(
      'unprocessable',
      `There are ${records.length} people in it; send at most ${MOST_PEOPLE} at once.`,
    )
  const actor: Actor = { orgId: key.orgId, name: `ingest:${key.id}`, role: 'member' }
  const intake = await openIntake(deps, actor, key.campaignId)
  const reader = itemReader(intake.rules, key.mapping)
  const people = records.map((it) => toGiven(reader.readValue(it)))
  const taken = await takePeople(deps, intake, { people, action: 'upsert', source: 'ingest', requests: 1 })
  const now = deps.clock.now()
  await deps.ingestKeys.touch(key, now, now - deps.clock.stretch(NOTED_EVERY_MS))
  return taken
}

function toGiven(verdict: RowVerdict): GivenPerson {
  switch (verdict.verdict) {
    case 'lead':
      return { row: verdict.lead, notes: [...new Set(verdict.notes.map((note) => note.code))] }
    case 'rejected':
      return {
        row: null,
        rejected: [...new Set(verdict.errors.map((it) => it.code))],
        errors: verdict.errors.map(({ column, message }) => ({ pointer: column && `/${column}`, message })),
        externalId: null,
      }
    case 'blank':
      return { row: null, rejected: ['empty'], errors: [], externalId: null }
  }
}
