import { z } from '@hono/zod-openapi'
import type { PlacedProof } from '../../app/proof/list.ts'
import type { ChainPlace } from '../../app/proof/store.ts'
import type { Verification } from '../../app/proof/verify.ts'
import { CHAIN_BREAKS } from '../../domain/proof-chain.ts'
import { Instant, toIso } from './shapes.ts'

const Position = z.int().openapi({ description: 'Place in the chain of the organization, from 1.', example: 48_211 })
const ChainHash = z.string().openapi({ example: 'n4bQgYhMfWWaL-qgxVrQFaO_TxsrC4Is0V1sFbDwCgg' })

/** Where an attempt stands in the chain. */
export const PlaceJson = z
  .object({ position: Position, hash: ChainHash, previous_hash: ChainHash, sealed_at: Instant })
  .nullable()
  .openapi({ description: 'Its place in the proof chain; null until it is sealed, within a minute.' })

export const VerificationJson = z
  .object({
    ok: z.boolean().openapi({ description: 'Nothing is broken in what was checked.' }),
    complete: z.boolean().openapi({
      description: 'The end of the chain or a break was reached. If not, go on with `next_cursor`.',
    }),
    checked: z.int().openapi({ description: 'Records that are as they were sealed.' }),
    position_from: Position.nullable(),
    position_to: Position.nullable(),
    head: z
      .object({ position: Position, attempt_id: z.string(), hash: ChainHash, sealed_at: Instant })
      .nullable()
      .openapi({ description: 'The end of the chain. Kept elsewhere, it proves all that came before it.' }),
    unsealed: z
      .object({
        count: z.int().openapi({ description: 'Counted up to 10,000.' }),
        oldest_at: Instant.nullable(),
        since_seconds: z.int().openapi({ description: 'Real seconds, however fast the sandbox runs.' }),
      })
      .openapi({ description: 'Permits that are not in the chain yet; they are sealed within a minute.' }),
    erased: z
      .object({
        count: z.int(),
        erasures: z.array(z.string()).openapi({ description: 'See `GET /erasures/{id}`: who asked for it, and when.' }),
      })
      .openapi({
        description:
          'Records among those checked whose person asked to be forgotten: phone and proof are gone, place and hash stand. One that no erasure emptied is a break.',
      }),
    broken: z
      .object({
        position: Position,
        attempt_id: z.string().nullable(),
        kind: z.enum(CHAIN_BREAKS),
        message: z.string(),
      })
      .nullable()
      .openapi({ description: 'The first break.' }),
    next_cursor: z.string().nullable(),
  })
  .openapi('ProofVerification')

export const ProofJson = z
  .object({
    id: z.string().openapi({ example: 'att_01kb…' }),
    campaign_id: z.string(),
    lead_id: z.string(),
    contact_id: z.string(),
    number_id: z.string(),
    from: z.string(),
    to: z.string(),
    pass: z.int(),
    position: z.int(),
    day: z.string().openapi({ description: 'Calendar day of the number.', example: '2026-11-23' }),
    permitted_at: Instant,
    placed_at: Instant.nullable(),
    answered_at: Instant.nullable(),
    ended_at: Instant.nullable(),
    state: z.string(),
    given_back: z.boolean().openapi({ description: 'The carrier never accepted it: nobody was called.' }),
    disposition: z.string().nullable(),
    proof: z.record(z.string(), z.unknown()).nullable().openapi({
      description: 'Why the call was allowed. null when what is stored cannot be read any more.',
    }),
    sealed: PlaceJson,
    erased_at: Instant.nullable().openapi({
      description: 'The person asked to be forgotten; `proof` says by which erasure.',
    }),
  })
  .openapi('Proof')

export function verificationJson(found: Verification): z.infer<typeof VerificationJson> {
  const { ok, complete, checked, head, unsealed, broken } = found
  return {
    ok,
    complete,
    checked,
    position_from: found.positionFrom,
    position_to: found.positionTo,
    head: head && {
      position: head.position,
      attempt_id: head.attemptId,
      hash: head.hash,
      sealed_at: toIso(head.sealedAt),
    },
    unsealed: { count: unsealed.count, oldest_at: toIso(unsealed.oldestAt), since_seconds: unsealed.sinceSeconds },
    erased: found.erased,
    broken: broken && {
      position: broken.position,
      attempt_id: broken.attemptId,
      kind: broken.kind,
      message: broken.message,
    },
    next_cursor: found.nextCursor,
  }
}

export function proofJson(it: PlacedProof): z.infer<typeof ProofJson> {
  const { id, from, pass, position, day, state, disposition } = it
  return {
    id,
    campaign_id: it.campaignId,
    lead_id: it.leadId,
    contact_id: it.contactId,
    number_id: it.numberId,
    from,
    to: it.phone,
    pass,
    position,
    day,
    permitted_at: toIso(it.permittedAt),
    placed_at: toIso(it.placedAt),
    answered_at: toIso(it.answeredAt),
    ended_at: toIso(it.endedAt),
    state,
    given_back: !it.counted && state === 'settled',
    disposition,
    proof: readProof(it.proof),
    sealed: placeJson(it.sealed),
    erased_at: toIso(it.erasedAt),
  }
}

export const placeJson = (place: ChainPlace | null) =>
  place && {
    position: place.position,
    hash: place.hash,
    previous_hash: place.previousHash,
    sealed_at: toIso(place.sealedAt),
  }

/** A proof that somebody broke must not hide the others. */
function readProof(text: string): Record<string, unknown> | null {
  try {
    const proof: unknown = JSON.parse(text)
    return typeof proof === 'object' && proof !== null && !Array.isArray(proof)
      ? (proof as Record<string, unknown>)
      : null
  } catch {
    return null
  }
}
