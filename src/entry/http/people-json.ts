import { z } from '@hono/zod-openapi'
import type { StreamPart } from '../../app/leads/stream.ts'
import { countTaken, TAKEN_RESULTS, type TakenPerson } from '../../app/leads/take-people.ts'

/** What became of people who came in one by one, in lists of JSON, as lines or by a form. */

const REASONS =
  'Codes. Rejected: invalid (see `errors`), no_phone, no_phone_or_email; of a line: not_json, not_utf8, line_too_long. Skipped: numbers_invalid, suppressed, no_consent, no_phone, … Disqualified: ineligible (see `unmet`). Left as they are: finished, disqualified, do_not_call, disabled. Left out of somebody taken: phone_not_usable, bad_email, phone_of_another_contact, external_id_of_another, consent_revoked, row_too_large, …'

export const TakenPersonJson = z.object({
  result: z.enum(TAKEN_RESULTS),
  lead_id: z.string().nullable(),
  contact_id: z.string().nullable(),
  external_id: z.string().nullable().openapi({ description: 'As it was sent.' }),
  reasons: z.array(z.string()).openapi({ description: REASONS }),
  errors: z
    .array(z.object({ pointer: z.string().openapi({ example: '#/leads/3/time_zone' }), message: z.string() }))
    .openapi({ description: 'The fields somebody was rejected for.' }),
  unmet: z
    .array(
      z.object({
        field: z.string(),
        op: z.string(),
        value: z.union([z.string(), z.number(), z.array(z.string()), z.null()]),
        found: z.string().nullable(),
      }),
    )
    .openapi({ description: 'The campaign’s criteria that are not met.' }),
  duplicate_of: z.int().nullable().openapi({ description: 'The index, or the line, of the one that came first.' }),
})

const count = z.int()
export const TakenCounts = z.object({
  created: count,
  updated: count,
  duplicate: count,
  skipped: count,
  disqualified: count,
  rejected: count,
  removed: count,
  not_found: count,
} satisfies Record<(typeof TAKEN_RESULTS)[number], z.ZodInt>)

export const AddedPeople = z
  .object({ counts: TakenCounts, results: z.array(TakenPersonJson.extend({ index: z.int() })) })
  .openapi('AddedPeople')

/** For the document: each line of a stream is one of the two. */
export const StreamedLine = z
  .union([
    TakenPersonJson.extend({ line: z.int() }),
    z.object({
      summary: z.object({
        people: z.int(),
        counts: TakenCounts,
        complete: z.boolean().openapi({ description: 'Every line was read and answered.' }),
        continue_from_line: z.int().nullable(),
        error: z.object({ code: z.string(), message: z.string() }).nullable(),
      }),
    }),
  ])
  .openapi('StreamedLine')

export function addedPeopleJson(people: readonly TakenPerson[]): z.infer<typeof AddedPeople> {
  return { counts: countTaken(people), results: people.map((it, index) => ({ index, ...takenPersonJson(it) })) }
}

/** Some lines of the answer to a stream. */
export function streamText(part: StreamPart): string {
  if ('results' in part)
    return part.results.map(({ line, ...it }) => `${JSON.stringify({ line, ...takenPersonJson(it) })}\n`).join('')
  const { people, counts, complete, continueFromLine, error } = part.summary
  return `${JSON.stringify({ summary: { people, counts, complete, continue_from_line: continueFromLine, error } })}\n`
}

function takenPersonJson(it: TakenPerson): z.infer<typeof TakenPersonJson> {
  return {
    result: it.result,
    lead_id: it.leadId,
    contact_id: it.contactId,
    external_id: it.externalId,
    reasons: it.reasons,
    errors: it.errors.map(({ pointer, message }) => ({ pointer: `#${pointer}`, message })),
    unmet: it.unmet,
    duplicate_of: it.duplicateOf,
  }
}
