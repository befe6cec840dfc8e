import type { Deps } from '../deps.ts'
import { failDeadImport } from '../imports/fail-dead-import.ts'
import { failDeadSuppressionImport } from '../suppression-imports/fail-dead.ts'

/** What a queue has given up is set aside, so that somebody sees it and can send it again. The same letter twice is one item. */

type KeepDeps = Pick<Deps, 'stuckItems' | 'imports' | 'suppressionImports' | 'clock' | 'ids' | 'log'>
const GIVEN_UP = 'It failed each time the queue delivered it; the log has the error (message.failed).'

/** The import ends with what to do, unless it went on without this chunk. */
export async function keepDeadChunk(
  deps: KeepDeps,
  message: { importId: string; orgId: string; chunk: number; kind: 'leads' | 'suppressions' },
): Promise<void> {
  const { importId, orgId, chunk, kind } = message
  const isLeads = kind === 'leads'
  const entry = await (isLeads ? deps.imports : deps.suppressionImports).find(orgId, importId)
  if (!entry || entry.chunk !== chunk || entry.status === 'completed') return
  await deps.stuckItems.put({
    id: deps.ids.next('stk'),
    orgId,
    kind: 'import_chunk',
    subject: `${importId}/${chunk}`,
    campaignId: 'campaignId' in entry ? entry.campaignId : null,
    error: GIVEN_UP,
    payload: { importId, chunk, kind },
    tries: 1,
    at: deps.clock.now(),
  })
  await (isLeads ? failDeadImport(deps, message) : failDeadSuppressionImport(deps, message))
}

/** The sweep wakes a campaign again in any case; that it could not be woken this often is worth a look. */
export async function keepDeadWake(deps: KeepDeps, campaignIds: string[]): Promise<void> {
  for (const campaignId of campaignIds) {
    const orgId = await deps.stuckItems.orgOfCampaign(campaignId)
    if (orgId === null) continue
    await deps.stuckItems.put({
      id: deps.ids.next('stk'),
      orgId,
      kind: 'message',
      subject: `wake/${campaignId}`,
      campaignId,
      error: 'The campaign could not be woken; the log has the error (message.failed).',
      payload: { queue: 'events', body: { kind: 'wake', campaignIds: [campaignId] } },
      tries: 1,
      at: deps.clock.now(),
    })
  }
}

export async function keepDeadMessage(
  deps: KeepDeps,
  { queue, id, body, orgId }: { queue: 'imports' | 'events'; id: string; body: unknown; orgId?: string | undefined },
): Promise<void> {
  await deps.stuckItems.put({
    id: deps.ids.next('stk'),
    orgId: orgId ?? '',
    kind: 'message',
    // The queue's own id, so that a second delivery of the letter is the same letter.
    subject: `${queue}/${id}`,
    campaignId: null,
    error: GIVEN_UP,
    payload: { queue, body: body ?? null },
    tries: 1,
    at: deps.clock.now(),
  })
}
