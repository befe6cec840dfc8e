import type { Actor, Deps } from '../deps.ts'
import type { Page } from '../page.ts'
import { ID_SLACK_MS } from './id-slack.ts'
import type { Conversation, ConversationQuery } from './store.ts'

/** The call history, newest first. */
export async function listConversations(
  deps: Deps,
  actor: Actor,
  query: Omit<ConversationQuery, 'slackMs'>,
): Promise<Page<Conversation>> {
  return await deps.attempts.list(actor.orgId, { ...query, slackMs: deps.clock.stretch(ID_SLACK_MS) })
}
