import { ID_SLACK_MS } from '../attempts/id-slack.ts'
import type { Actor, Deps } from '../deps.ts'
import type { Page } from '../page.ts'
import type { InboundQuery, NamedInbound } from './store.ts'

/** Who called or wrote us, newest first. */
export async function listInbound(
  deps: Deps,
  actor: Actor,
  query: Omit<InboundQuery, 'slackMs'>,
): Promise<Page<NamedInbound>> {
  return await deps.inbound.list(actor.orgId, { ...query, slackMs: deps.clock.stretch(ID_SLACK_MS) })
}
