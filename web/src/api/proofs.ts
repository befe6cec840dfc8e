import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { api, type Page, saveFile, withQuery } from './client.ts'
import type { Disposition, Proof } from './leads.ts'

export interface Verification {
  ok: boolean
  complete: boolean
  checked: number
  position_from: number | null
  position_to: number | null
  head: { position: number; attempt_id: string; hash: string; sealed_at: string } | null
  unsealed: { count: number; oldest_at: string | null; since_seconds: number }
  broken: { position: number; attempt_id: string | null; kind: string; message: string } | null
  next_cursor: string | null
}

const verifyPage = (cursor: string | null, signal?: AbortSignal) =>
  api.get<Verification>('/compliance/verify', { cursor }, signal)

/** Where the chain stands; this checks its first part too. */
export function useChain() {
  return useQuery({
    queryKey: ['compliance', 'chain'],
    queryFn: ({ signal }) => verifyPage(null, signal),
    // Each time some 20,000 records are read and hashed.
    refetchInterval: 600_000,
  })
}

/** Checks the whole chain, part by part, up to its end or its first break; `checked` is the sum over all parts. */
export async function verifyChain(onPart: (checked: number) => void, signal: AbortSignal): Promise<Verification> {
  let part = await verifyPage(null, signal)
  let checked = part.checked
  while (!part.complete && part.next_cursor !== null) {
    onPart(checked)
    part = await verifyPage(part.next_cursor, signal)
    checked += part.checked
  }
  return { ...part, checked }
}

/** A call with the proof of why it was allowed and its place in the chain. */
export interface PlacedProof {
  id: string
  campaign_id: string
  lead_id: string
  from: string
  to: string
  pass: number
  position: number
  permitted_at: string
  placed_at: string | null
  state: string
  /** The carrier never accepted it: nobody was called. */
  given_back: boolean
  disposition: Disposition | null
  proof: Proof | null
  sealed: { position: number; hash: string; previous_hash: string; sealed_at: string } | null
}

export interface ProofFilter {
  phone?: string | undefined
  /** Instants; `to` is exclusive. */
  from?: string | undefined
  to?: string | undefined
}

export function useProofs(filter: ProofFilter & { cursor?: string | undefined; limit: number }) {
  return useQuery({
    queryKey: ['compliance', 'proofs', filter],
    queryFn: ({ signal }) => api.get<Page<PlacedProof>>('/compliance/proofs', { ...filter }, signal),
    placeholderData: keepPreviousData,
    refetchInterval: 10_000,
  })
}

/** Saves proofs as NDJSON. A file holds some 20,000; answers with the cursor of the next one, if there is more. */
export async function downloadProofs(filter: ProofFilter, part: number, cursor: string | null): Promise<string | null> {
  const file = await api.file(withQuery('/compliance/proofs/export', { ...filter, cursor }))
  saveFile(file, part === 1 ? 'proofs.ndjson' : `proofs-${part}.ndjson`)
  const lines = (await file.slice(-2_000).text()).trimEnd().split('\n')
  const end: unknown = JSON.parse(lines.at(-1) ?? 'null')
  return (end as { next_cursor?: string | null } | null)?.next_cursor ?? null
}
