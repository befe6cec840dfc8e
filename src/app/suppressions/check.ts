import { forbidsCalls } from '../../domain/suppression.ts'
import type { Actor, Deps } from '../deps.ts'
import { readValue } from './read-value.ts'
import type { Suppression } from './store.ts'

export interface SuppressionVerdict {
  kind: 'phone' | 'email'
  value: string
  /** true: may not be used for it. */
  channels: { phone: boolean; text: boolean; email: boolean }
  /** Why. */
  entry: Suppression | null
}

/** What may this phone or email not be used for? A phone is never written an email to, and an address never called. */
export async function checkSuppression(
  deps: Deps,
  actor: Actor,
  input: { phone?: string; email?: string },
): Promise<SuppressionVerdict> {
  const { kind, value } = await readValue(deps, actor, input, (parameter) => ({ parameter }))
  const entry = await deps.suppressions.findByValue(actor.orgId, kind, value)
  const isPhone = entry?.kind === 'phone'
  return {
    kind,
    value,
    channels: {
      phone: isPhone && forbidsCalls(entry.channel),
      text: isPhone && (entry.channel === 'all' || entry.channel === 'text'),
      email: entry?.kind === 'email',
    },
    entry,
  }
}
