import { z } from '@hono/zod-openapi'
import type { Context } from 'hono'
import { HTTPException } from 'hono/http-exception'
import type { IntakeAction } from '../../app/imports/plan-leads.ts'
import { addLeads, type ReadPerson } from '../../app/leads/add.ts'
import type { NewPerson } from '../../app/leads/person.ts'
import { streamPeople } from '../../app/leads/stream.ts'
import { openIntake } from '../../app/leads/take-people.ts'
import { type FieldError, jsonPointer } from '../../domain/errors.ts'
import { ContactItemBody, contactFields, leadFields, NewLeadBody } from './lead-input.ts'
import { chunksOf } from './multipart.ts'
import { addedPeopleJson, streamText } from './people-json.ts'
import { problem, validationProblem } from './problem.ts'
import type { HttpEnv } from './router.ts'

/** How people come in by JSON and NDJSON: what is wrong with one of many refuses nobody else. */

export const MAX_PEOPLE = 1_000
/** A thousand people with 4 kB each, which holds all but the longest texts; more of them go as lines, which have no limit together. */
export const MAX_PEOPLE_BYTES = 4 * 1024 * 1024
export const NDJSON = 'application/x-ndjson'
const MOST_ERRORS = 20

const leadAction = z.enum(['upsert', 'update_only', 'remove']).default('upsert').openapi({
  description:
    '`upsert`: whoever is not a lead yet becomes one, the others take over what is sent. `update_only`: nobody is added. `remove`: a lead that was never attempted goes, another one is switched off; somebody who is finished stays.',
})
const contactAction = z.enum(['upsert', 'update_only']).default('upsert').openapi({
  description: '`update_only`: nobody is added. To take somebody out, erase them.',
})

/** The two kinds of people, and the list each comes in. */
export const PEOPLE = {
  leads: { item: NewLeadBody as z.ZodType<NewPerson>, action: leadAction },
  contacts: { item: ContactItemBody as z.ZodType<NewPerson>, action: contactAction },
} as const
export type PeopleKind = keyof typeof PEOPLE

const many = <S extends z.ZodType>(item: S) => z.array(item).min(1).max(MAX_PEOPLE)

export const LeadsToAdd = z.strictObject({ leads: many(NewLeadBody), action: leadAction }).openapi('NewLeads')
export const LeadToAdd = z.strictObject({ ...leadFields, action: leadAction }).openapi('LeadToAdd')
export const ContactsToAdd = z
  .strictObject({ contacts: many(z.strictObject(contactFields).openapi('ContactItem')), action: contactAction })
  .openapi('ContactsToAdd')

/** The lists as they are read: the people themselves one by one. */
const ENVELOPES = {
  leads: z.strictObject({ leads: many(z.unknown()), action: leadAction }),
  contacts: z.strictObject({ contacts: many(z.unknown()), action: contactAction }),
}

export function isNdjson(request: Request): boolean {
  const type = (request.headers.get('Content-Type') ?? '').split(';')[0]!.trim().toLowerCase()
  return /^(?:application|text)\/(?:x-)?(?:ndjson|jsonl|jsonlines)$/.test(type)
}

/** Takes people in, from a body of JSON or of lines, and answers. @param campaignId null: into the address book */
export async function receivePeople(
  c: Context<HttpEnv>,
  kind: PeopleKind,
  campaignId: string | null,
): Promise<Response> {
  return isNdjson(c.req.raw) ? await streamed(c, kind, campaignId) : await listed(c, kind, campaignId)
}

async function listed(c: Context<HttpEnv>, kind: PeopleKind, campaignId: string | null): Promise<Response> {
  const body: unknown = await c.req.json().catch(() => {
    throw new HTTPException(400)
  })
  const isRecord = typeof body === 'object' && body !== null && !Array.isArray(body)
  const isMany = kind === 'contacts' || !isRecord || 'leads' in body
  // One alone may say what is to be done with it beside its fields.
  const envelope = isMany ? ENVELOPES[kind].safeParse(body) : z.looseObject({ action: leadAction }).safeParse(body)
  if (!envelope.success) return validationProblem(c, envelope.error, 'json')
  const { action, ...rest } = envelope.data as { action: IntakeAction } & Record<string, unknown>
  let people: ReadPerson[]
  if (isMany) {
    people = (rest[kind] as unknown[]).map((it, index) => readOne(kind, it, [kind, index]))
  } else {
    const parsed = PEOPLE[kind].item.safeParse(rest)
    if (!parsed.success) return validationProblem(c, parsed.error, 'json')
    people = [{ person: parsed.data }]
  }
  const source = c.req.header('X-Sundial-Source') === 'hand' ? 'hand' : 'api'
  const taken = await addLeads(c.get('deps'), c.get('actor'), campaignId, { people, action, source })
  return c.json(addedPeopleJson(taken), 200)
}

async function streamed(c: Context<HttpEnv>, kind: PeopleKind, campaignId: string | null): Promise<Response> {
  const deps = c.get('deps')
  const action = PEOPLE[kind].action.safeParse(c.req.query('action'))
  if (!action.success) {
    const message = action.error.issues[0]!.message
    return problem(c, 'bad_request', `action: ${message}`, { errors: [{ parameter: 'action', message }] })
  }
  const intake = await openIntake(deps, c.get('actor'), campaignId)
  const parts = streamPeople(deps, intake, {
    body: chunksOf(c.req.raw.body ?? new ReadableStream({ start: (it) => it.close() })),
    action: action.data,
    read: (value) => readOne(kind, value, []),
  })
  const encoder = new TextEncoder()
  // A part is made when there is room for it: whoever does not read their results is not read from either.
  const answer = new ReadableStream<Uint8Array>({
    async pull(controller) {
      const { done, value } = await parts.next()
      if (done) controller.close()
      else controller.enqueue(encoder.encode(streamText(value)))
    },
    async cancel() {
      await parts.return(undefined)
    },
  })
  return c.body(answer, 200, { 'Content-Type': `${NDJSON}; charset=utf-8` })
}

/** @param at where the person stands in the body */
function readOne(kind: PeopleKind, value: unknown, at: PropertyKey[]): ReadPerson {
  const parsed = PEOPLE[kind].item.safeParse(value)
  if (parsed.success) return { person: parsed.data }
  const errors = parsed.error.issues.flatMap((issue): FieldError[] => {
    if (issue.code !== 'unrecognized_keys')
      return [{ pointer: jsonPointer([...at, ...issue.path]), message: issue.message }]
    return issue.keys.map((key) => ({
      pointer: jsonPointer([...at, ...issue.path, key]),
      message: 'is not known here',
    }))
  })
  // A list that is none is also too short, or too long: the first word counts.
  const first = errors.filter(({ pointer }, i) => errors.findIndex((other) => other.pointer === pointer) === i)
  const externalId = externalIdOf(value)
  return { person: null, given: { row: null, rejected: ['invalid'], errors: first.slice(0, MOST_ERRORS), externalId } }
}

/** So that its sender knows whom a rejection is about. */
function externalIdOf(value: unknown): string | null {
  const id = typeof value === 'object' && value !== null && 'external_id' in value ? value.external_id : null
  return typeof id === 'string' || typeof id === 'number' ? String(id).slice(0, 200) : null
}
