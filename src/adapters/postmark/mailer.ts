import { Errors, ServerClient } from 'postmark'
import type { Mailer } from '../../ports.ts'

/** Real seconds. */
const TIMEOUT_SECONDS = 15
/**
 * Codes after which the same mail will never be taken (https://postmarkapp.com/developer/api/overview#error-codes): an invalid mail, an
 * inactive recipient. The others are ours to mend (token, sender signature, credit) or pass.
 */
const FINAL_CODES: ReadonlySet<number> = new Set([300, 406])

/**
 * Sends through Postmark's API. @param options.from an address Postmark knows as ours, with a name or without
 * @param options.fetch the way there: the network, or into the sandbox
 */
export function createPostmarkMailer(options: {
  token: string
  from: string
  /** Of the Message-IDs we give. */
  domain: string
  fetch: (url: string, init: RequestInit) => Promise<Response>
}): Mailer {
  const client = new ServerClient(options.token, {
    timeout: TIMEOUT_SECONDS,
    fetch: (input, init) => options.fetch(input instanceof Request ? input.url : String(input), init ?? {}),
  })
  return {
    async send({ id, to, subject, text, html, inReplyTo }) {
      const headers = [
        // RFC 3834 §5: no program answers this.
        { Name: 'Auto-Submitted', Value: 'auto-replied' },
        { Name: 'X-Auto-Response-Suppress', Value: 'All' },
        // The same with each try, so that mail programs show one mail. Without the second header Postmark puts its own.
        { Name: 'Message-ID', Value: `<${id}@${options.domain}>` },
        { Name: 'X-PM-KeepID', Value: 'true' },
        ...(inReplyTo === null
          ? []
          : [
              { Name: 'In-Reply-To', Value: inReplyTo },
              { Name: 'References', Value: inReplyTo },
            ]),
      ]
      try {
        await client.sendEmail({
          From: options.from,
          To: to,
          Subject: subject,
          TextBody: text,
          HtmlBody: html,
          Headers: headers,
        })
        return { ok: true }
      } catch (error) {
        return { ok: false, ...describe(error) }
      }
    },
  }
}

/** In our own words: what a server says may quote the mail. */
function describe(error: unknown): { error: string; isFinal: boolean } {
  if (!(error instanceof Errors.HttpError)) return { error: 'The mail service could not be reached.', isFinal: false }
  const { code, statusCode } = error
  if (code === 406)
    return { error: 'The mail service does not send to this address any more (Postmark 406).', isFinal: true }
  return {
    error: `The mail service refused the mail (Postmark ${code}, HTTP ${statusCode}).`,
    isFinal: FINAL_CODES.has(code),
  }
}
