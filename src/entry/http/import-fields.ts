import { z } from '@hono/zod-openapi'
import type { Context } from 'hono'
import { type ReceivedList, receiveUpload } from '../../app/imports/receive-upload.ts'
import { discardPieces } from '../../app/imports/store-pieces.ts'
import { AppError } from '../../domain/errors.ts'
import { RAW_TYPES, receiveList } from './list-upload.ts'
import type { HttpEnv } from './router.ts'

/** A list of people as a file, and what may be said with it: the same for an import and for a look at it. */

const TARGETS =
  'JSON: heading → name, first_name, last_name, email, timezone, street, city, state, postal_code, country, consent, consent_wording, consent_source, consent_date, consent_expires, tags, priority, external_id, phone, phone1 … phone10, variable:NAME, ignore.'

const file = z.string().openapi({ format: 'binary' })
const fields = {
  mapping: z.string().optional().openapi({ description: TARGETS, example: '{"Mobile": "phone1", "Notes": "ignore"}' }),
  mapping_id: z.string().optional().openapi({ description: 'A saved mapping, in place of `mapping`.' }),
  sheet: z
    .string()
    .optional()
    .openapi({ description: 'Of a workbook: its first visible sheet with rows unless said.' }),
}

/** For the document: the parameters and the body of such a request. `more`: bodies of other types. */
export function fileRequest(more: Record<string, { schema: z.ZodType }> = {}) {
  return {
    query: z.object({ filename: z.string().optional(), ...fields }),
    body: {
      required: true,
      content: {
        ...Object.fromEntries(RAW_TYPES.map((type) => [type, { schema: file }])),
        'multipart/form-data': { schema: z.object({ file, ...fields }) },
        ...more,
      },
    },
  }
}

/** How an upload that is there already is to be read. */
export const readingFields = {
  mapping: z.record(z.string().max(500), z.string().max(120)).nullable().default(null),
  mapping_id: z.string().max(64).nullable().default(null),
  sheet: z.string().max(200).nullable().default(null),
}

export interface ReadingChoice {
  mapping: unknown
  mappingId: string | null
  sheet: string | null
}

/** The file of the request, stored, and what was said with it. @throws AppError; then nothing stays stored */
export async function receivePeople(
  c: Context<HttpEnv>,
  campaignId: string | null,
): Promise<{ list: ReceivedList; filename: string; choice: ReadingChoice }> {
  const deps = c.get('deps')
  const actor = c.get('actor')
  const received = await receiveList<ReceivedList>(c, {
    fields: ['mapping', 'mapping_id', 'sheet'],
    check: (name, value) => void (name === 'mapping' && parseMapping(value)),
    store: (body, declaredBytes) => receiveUpload(deps, actor, { campaignId, body, declaredBytes }),
    discard: (it) => discardPieces(deps.files, it),
  })
  const { mapping, mapping_id, sheet } = received.fields
  const choice = { mapping: parseMapping(mapping), mappingId: mapping_id || null, sheet: sheet || null }
  return { list: received.upload, filename: received.filename, choice }
}

function parseMapping(text: string | undefined): unknown {
  if (text === undefined || text.trim() === '') return null
  try {
    return JSON.parse(text)
  } catch {
    throw new AppError('bad_request', 'The mapping is not JSON. Example: {"Mobile": "phone1", "Notes": "ignore"}.')
  }
}
