import type { Deps } from '../deps.ts'
import type { Suppression } from './store.ts'

/** Entries for one person: each phone for calls and texts, each address for mail. */
export function suppressionsOfPerson(
  deps: Pick<Deps, 'ids'>,
  { phones, emails }: { phones: readonly string[]; emails: readonly string[] },
  about: Pick<Suppression, 'orgId' | 'reason' | 'source' | 'evidence' | 'contactId' | 'createdAt'>,
): Suppression[] {
  const entry = (kind: Suppression['kind'], value: string): Suppression => ({
    ...about,
    id: deps.ids.next('sup'),
    kind,
    value,
    channel: kind === 'email' ? 'email' : 'all',
    attemptId: null,
    importId: null,
  })
  return [...phones.map((it) => entry('phone', it)), ...emails.map((it) => entry('email', it))]
}
