import { createRoute, z } from '@hono/zod-openapi'
import { exportProofs, type ProofExport } from '../../app/proof/export.ts'
import { listProofs, type PlacedProof } from '../../app/proof/list.ts'
import { verifyProofs } from '../../app/proof/verify.ts'
import { ProofJson, placeJson, proofJson, VerificationJson, verificationJson } from './proof-json.ts'
import { createRouter } from './router.ts'
import { InstantInput, json, pageOf, pageParams, problems, toIso, toPage } from './shapes.ts'

const filter = {
  phone: z.string().min(1).max(40).optional().openapi({
    description: 'The phone that was called, as people write it.',
    example: '(212) 555-0100',
  }),
  from: InstantInput.optional(),
  to: InstantInput.optional(),
  campaign_id: z.string().min(1).max(64).optional(),
}
const { cursor, ...page } = pageParams()
const CheckCursor = z
  .string()
  .regex(/^[1-9]\d{0,14}$/, { error: 'must be what next_cursor said' })
  .optional()
const tags = ['Compliance']

export function proofRoutes() {
  return createRouter()
    .openapi(
      createRoute({
        method: 'get',
        path: '/compliance/verify',
        tags,
        summary: 'Check that nobody changed a proof',
        description:
          'Compares the proof chain with the ledger and names the first place where a field was changed, or an attempt or a part of the chain was taken out or put in. One request checks up to 25,000 records.',
        request: { query: z.strictObject({ cursor: CheckCursor }) },
        responses: { 200: json(VerificationJson, 'What was found'), ...problems() },
      }),
      async (c) => {
        const input = { cursor: c.req.valid('query').cursor ?? null }
        return c.json(verificationJson(await verifyProofs(c.get('deps'), c.get('actor'), input)), 200)
      },
    )
    .openapi(
      createRoute({
        method: 'get',
        path: '/compliance/proofs',
        tags,
        summary: 'Look up why calls were allowed',
        request: { query: z.strictObject({ ...filter, ...page, cursor }) },
        responses: { 200: json(pageOf(ProofJson), 'Newest first'), ...problems('unprocessable') },
      }),
      async (c) => {
        const { campaign_id, limit: _limit, cursor: _cursor, ...query } = c.req.valid('query')
        const input = { ...query, campaignId: campaign_id, ...toPage(c.req.valid('query')) }
        const found = await listProofs(c.get('deps'), c.get('actor'), input)
        return c.json({ data: found.items.map(proofJson), next_cursor: found.nextCursor }, 200)
      },
    )
    .openapi(
      createRoute({
        method: 'get',
        path: '/compliance/proofs/export',
        tags,
        summary: 'Download proofs for an auditor',
        description:
          'One JSON object a line: first the chain, then the attempts, newest first, with everything their hashes are made of, at last how many they were. A file holds some 20,000; the last line then has the `next_cursor` of the next one.',
        request: { query: z.strictObject({ ...filter, cursor }) },
        responses: {
          200: { description: 'NDJSON', content: { 'application/x-ndjson': { schema: z.string() } } },
          ...problems('unprocessable'),
        },
      }),
      async (c) => {
        const { campaign_id, cursor: given, ...query } = c.req.valid('query')
        const { orgId } = c.get('actor')
        const input = { ...query, campaignId: campaign_id, cursor: given ?? null }
        const lines = exportLines(orgId, await exportProofs(c.get('deps'), c.get('actor'), input))
        const headers = {
          'Content-Type': 'application/x-ndjson',
          'Content-Disposition': 'attachment; filename="proofs.ndjson"',
          'Cache-Control': 'private, no-store',
        }
        // The router takes every type with "json" in its name for one JSON value.
        return new Response(streamOf(lines), { headers }) as never
      },
    )
}

/** The lines of an export; docs/proof.md explains them. */
async function* exportLines(orgId: string, found: ProofExport): AsyncGenerator<string> {
  const { head } = found
  yield line({
    type: 'chain',
    org_id: orgId,
    exported_at: toIso(found.exportedAt),
    start_hash: found.startHash,
    head: head && { position: head.lastPosition, attempt_id: head.lastId, hash: head.hash },
  })
  let attempts = 0
  for await (const { items, nextCursor, isLast } of found.pages()) {
    attempts += items.length
    const last = isLast ? line({ type: 'end', attempts, next_cursor: nextCursor }) : ''
    yield items
      .map((it) => line({ type: 'attempt', ...placeJson(it.sealed), ...erasedField(it), fields: sealedFields(it) }))
      .join('') + last
  }
}

const line = (value: object): string => `${JSON.stringify(value)}\n`

/** Only where it is so: phone and proof are gone, and the hash cannot be computed any more. */
const erasedField = ({ erasedAt }: PlacedProof) => (erasedAt === null ? {} : { erased_at: toIso(erasedAt) })

/** In the order they are hashed, under the names of their columns. */
const sealedFields = (it: PlacedProof) => ({
  org_id: it.orgId,
  id: it.id,
  campaign_id: it.campaignId,
  lead_id: it.leadId,
  contact_id: it.contactId,
  number_id: it.numberId,
  from_e164: it.from,
  phone: it.phone,
  pass: it.pass,
  position: it.position,
  day: it.day,
  permitted_at: it.permittedAt,
  proof: it.proof,
})

/** As fast as it is read: nothing is fetched for a client that went away. */
function streamOf(lines: AsyncGenerator<string>): ReadableStream<Uint8Array> {
  const encoder = new TextEncoder()
  return new ReadableStream({
    async pull(controller) {
      const next = await lines.next()
      if (next.done) controller.close()
      else controller.enqueue(encoder.encode(next.value))
    },
    async cancel() {
      await lines.return(undefined)
    },
  })
}
