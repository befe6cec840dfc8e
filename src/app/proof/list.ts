import { AppError } from '../../domain/errors.ts'
import { normalisePhone } from '../../domain/phone.ts'
import { ID_SLACK_MS } from '../attempts/id-slack.ts'
import type { Actor, Deps } from '../deps.ts'
import { getOrganization } from '../organizations/get.ts'
import type { Page } from '../page.ts'
import type { ChainPlace, ProofQuery, ProvenAttempt } from './store.ts'

export interface ProofFilter {
  /** As people write it; without a country code it is read as the organization's. */
  phone?: string
  campaignId?: string
  from?: number
  to?: number
}

export interface PlacedProof extends ProvenAttempt {
  /** null: not sealed yet. */
  sealed: ChainPlace | null
}

/** Attempts and why each was allowed, newest first, with their places in the chain. */
export async function listProofs(
  deps: Deps,
  actor: Actor,
  input: ProofFilter & { limit: number; cursor: string | null },
): Promise<Page<PlacedProof>> {
  return await readProofs(deps, actor, await readProofQuery(deps, actor, input))
}

/** What was asked for in the store's terms. Throws AppError when the phone is none. */
export async function readProofQuery(
  deps: Deps,
  actor: Actor,
  { phone, ...rest }: ProofFilter & { limit: number; cursor: string | null },
): Promise<ProofQuery> {
  const query = { ...rest, slackMs: deps.clock.stretch(ID_SLACK_MS) }
  if (phone === undefined) return query
  const { defaultRegion } = await getOrganization(deps, actor)
  // A plus that was not encoded arrives as a space.
  const found = normalisePhone(phone.replace(/^ (?=\d)/, '+'), defaultRegion)
  if (found.ok) return { ...query, phone: found.e164 }
  throw new AppError('unprocessable', found.message, { errors: [{ parameter: 'phone', message: found.message }] })
}

export async function readProofs(deps: Deps, actor: Actor, query: ProofQuery): Promise<Page<PlacedProof>> {
  const page = await deps.proofs.list(actor.orgId, query)
  const places = await deps.proofs.findPlaces(
    actor.orgId,
    page.items.map((attempt) => attempt.id),
  )
  return {
    items: page.items.map((attempt) => ({ ...attempt, sealed: places.get(attempt.id) ?? null })),
    nextCursor: page.nextCursor,
  }
}
