import { domainOf, readFrom } from '../../domain/mail-address.ts'
import { authenticate, signsPartly } from '../../domain/mail-authentication.ts'
import { type MailHeader, ownResults, valuesOf } from '../../domain/mail-headers.ts'

export type SenderVerdict =
  | { ok: true; address: string }
  | { ok: false; address: string; reason: string; message: string }

/**
 * Whether a mail is from somebody who may import, and really so. What is said here is for the team: whoever is refused is told nothing.
 */
export function judgeSender(
  headers: readonly MailHeader[],
  input: { senders: readonly string[]; authservId: string; hops: number; envelopeFrom: string },
): SenderVerdict {
  const from = readFrom(valuesOf(headers, 'from'))
  if (!from.ok) return { ok: false, address: '', reason: `from_${from.because}`, message: FROM[from.because] }
  const { address } = from
  if (!input.senders.includes(address))
    return {
      ok: false,
      address,
      reason: 'not_authorised',
      message: `${address} may not import here. Add the address to the senders if it should.`,
    }
  const { authservId, hops, envelopeFrom } = input
  const fields = ownResults(headers, hops)
  const found = authenticate({ fields, authservId, fromDomain: domainOf(address), envelopeFrom })
  // SPF speaks for the server that sent it and needs no signature; DMARC may have passed by either.
  const isPartly = found.ok && found.by !== 'spf' && signsPartly(valuesOf(headers, 'dkim-signature'))
  const verdict = isPartly ? ({ ok: false, because: 'partial' } as const) : found
  if (verdict.ok) return { ok: true, address }
  return { ok: false, address, reason: `authentication_${verdict.because}`, message: AUTHENTICATION[verdict.because] }
}

const FROM = {
  none: 'The mail does not say who it is from.',
  several: 'The mail says it is from several people, or from a group.',
  unclear: 'The address in From cannot be read for certain.',
} as const

const AUTHENTICATION = {
  no_results:
    'The receiving side did not say whether the mail is from whom it says (no Authentication-Results of its own), so it may be forged.',
  dmarc: 'The mail failed DMARC: it is forged, or was changed or passed on by a server its domain does not know.',
  partial:
    'Only a part of the mail is signed (l= in its DKIM signature), so the list may have been put in by somebody else. Have whoever runs that domain sign all of it.',
  not_aligned:
    'Neither DKIM nor SPF shows that the mail is from the domain in From. Have whoever runs that domain set up DKIM, better still DMARC.',
} as const
