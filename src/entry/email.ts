import type { MailDeps } from '../app/mails/deps.ts'
import { receiveMail } from '../app/mails/receive.ts'

/**
 * A mail from Cloudflare Email Routing. Only an address that is not ours is refused here, by the receiving side and within the SMTP session:
 * nobody is ever sent a mail about it. What is thrown has the sending server try again later.
 */
export async function takeEmail(message: ForwardableEmailMessage, deps: MailDeps): Promise<void> {
  const { to, from, raw, rawSize } = message
  const received = await receiveMail(deps, { to, from, raw, declaredBytes: rawSize })
  if (!received.ok) message.setReject(REJECTED[received.because])
}

const REJECTED = {
  unknown_address: 'No such address.',
  too_large: 'The message is too large.',
  empty: 'The message is empty.',
} as const
