import type { MailSettings } from '../../app/mails/deps.ts'
import { createPostmarkMailer } from '../postmark/mailer.ts'
import { mimeReader } from './mime-reader.ts'
import { newMailToken } from './new-token.ts'

export interface MailConfig {
  domain: string | null
  authservId: string
  hops: number
  maxBytes: number
  answers: { from: string; postmarkToken: string } | null
}

/**
 * Mail in and out. @param options.publicUrl where the dashboard is
 * @param options.send the way to Postmark for a path of its API
 */
export function createMailSettings(
  { domain, authservId, hops, maxBytes, answers }: MailConfig,
  options: { publicUrl: string; send: (path: string, init: RequestInit) => Promise<Response> },
): MailSettings {
  const { publicUrl, send } = options
  return {
    domain,
    authservId,
    hops,
    maxBytes,
    reader: mimeReader,
    mailer:
      answers &&
      createPostmarkMailer({
        token: answers.postmarkToken,
        from: answers.from,
        domain: domain ?? new URL(publicUrl).hostname,
        fetch: (url, init) => send(new URL(url).pathname, init),
      }),
    from: answers?.from ?? '',
    newToken: newMailToken,
    importsUrl: (campaignId) => `${publicUrl}/campaigns/${campaignId}/contacts`,
  }
}
