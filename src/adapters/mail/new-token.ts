import { mailToken } from '../../domain/mail-token.ts'

/** For a mailbox's address. */
export function newMailToken(): string {
  return mailToken(crypto.getRandomValues(new Uint8Array(32)))
}
