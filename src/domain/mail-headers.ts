/** What a mail's headers say of it, apart from who sent it. */

export interface MailHeader {
  /** Lower case. */
  name: string
  /** Unfolded. */
  value: string
}

export function valuesOf(headers: readonly MailHeader[], name: string): string[] {
  return headers.filter((it) => it.name === name).map((it) => it.value)
}

/**
 * The Authentication-Results that our receiving side can have written. Each server puts its headers on top of what it got, beginning with
 * `Received` (RFC 5321 §4.4): what stands below another server's is that server's, or the sender's.
 * @param hops servers of ours that a mail passes, each of which writes one `Received`
 */
export function ownResults(headers: readonly MailHeader[], hops: number): string[] {
  const isReceived = (it: MailHeader) => it.name === 'received'
  const foreign = headers.findIndex((it, i) => isReceived(it) && headers.slice(0, i).filter(isReceived).length === hops)
  return valuesOf(foreign < 0 ? headers : headers.slice(0, foreign), 'authentication-results')
}

/** RFC 5322 §3.6.4, as lenient as mailers are, but one and without space. null when there is none to go by. */
export function readMessageId(headers: readonly MailHeader[]): string | null {
  const [value] = valuesOf(headers, 'message-id')
  const id = /<([^<>\s]{1,900})>/.exec(value ?? '')?.[1]
  return id === undefined ? null : `<${id}>`
}

/** Mail systems write from these. */
const DAEMON = /^(?:mailer-daemon|postmaster|listserv|majordomo|owner-.*|.*-(?:owner|request|bounces?))(?:\+.*)?@/i

/**
 * Whether a person is there to read an answer (RFC 3834 §2). Mails of programs, lists and mail systems are never answered, so that no two
 * programs ever write to each other.
 * @param envelopeFrom as the receiving side was told it; '' when there was none
 */
export function mayBeAnswered(headers: readonly MailHeader[], envelopeFrom: string): boolean {
  const envelope = envelopeFrom.replace(/^<|>$/g, '').trim()
  if (envelope === '' || DAEMON.test(envelope)) return false
  return !headers.some(({ name, value }) => isAutomatic(name, value.trim().toLowerCase()))
}

function isAutomatic(name: string, value: string): boolean {
  switch (name) {
    case 'auto-submitted':
      // RFC 3834 §5: comments may follow.
      return !/^no\b/.test(value)
    case 'precedence':
      return /^(?:bulk|list|junk|auto_reply)\b/.test(value)
    case 'return-path':
      return /^<\s*>$/.test(value)
    case 'x-auto-response-suppress':
      // [MS-OXCMAIL] 2.2.3.2.14
      return /\b(?:all|autoreply|oof)\b/.test(value)
    case 'list-id':
    case 'list-post':
      return true
    default:
      return false
  }
}
