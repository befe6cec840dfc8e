import { readToken } from '../../domain/mail-token.ts'
import type { MailDeps } from './deps.ts'
import type { Mail } from './store.ts'

export type ReceivedMail = { ok: true; id: string } | { ok: false; because: 'unknown_address' | 'too_large' | 'empty' }

/**
 * Takes a mail in as it comes from the receiving side: keeps it and hands it on, nothing more, so that it can be told at once that it was
 * delivered. Who sent it is looked into afterwards. Throws when it could not be kept: it has to be delivered again.
 * @param input.to, input.from the envelope's (RFC 5321 §2.3.1), not the headers'
 * @param input.declaredBytes what the receiving side says it is, to refuse early
 */
export async function receiveMail(
  deps: MailDeps,
  input: { to: string; from: string; raw: AsyncIterable<Uint8Array>; declaredBytes: number | null },
): Promise<ReceivedMail> {
  const { domain, maxBytes } = deps.mail
  const token = domain === null ? null : readToken(input.to, domain)
  const mailbox = token === null ? null : await deps.mailboxes.findByToken(token)
  // One that is switched off does not say that it is there.
  if (!mailbox?.enabled) return { ok: false, because: 'unknown_address' }
  if ((input.declaredBytes ?? 0) > maxBytes) return { ok: false, because: 'too_large' }
  const bytes = await readUpTo(input.raw, maxBytes)
  if (bytes === null) return { ok: false, because: 'too_large' }
  if (bytes.length === 0) return { ok: false, because: 'empty' }

  const { orgId, campaignId } = mailbox
  const from = input.from.replace(/^<|>$/g, '').trim().slice(0, 320)
  const id = deps.ids.next('mal')
  const fileKey = `${orgId}/mails/${id}`
  await deps.files.put(fileKey, bytes.buffer, { contentType: 'message/rfc822' })
  const mail: Mail = {
    orgId,
    campaignId,
    id,
    messageKey: id,
    messageId: '',
    sender: from,
    envelopeFrom: from,
    subject: '',
    bytes: bytes.length,
    status: 'received',
    reason: '',
    message: '',
    attachments: [],
    fileKey,
    reply: 'none',
    replyTries: 0,
    replyNextAt: null,
    replyError: null,
    receivedAt: deps.clock.now(),
  }
  try {
    await deps.mails.create(mail)
  } catch (error) {
    // It is delivered again, under another id.
    await deps.files.delete([fileKey])
    throw error
  }
  // Should this fail, the cron finds the mail.
  await deps.queues
    .mail({ step: 'process', orgId, campaignId, mailId: id })
    .catch(() => deps.log.warn('mail.not_queued', { org_id: orgId, mail_id: id }))
  return { ok: true, id }
}

/** null when there is more. */
async function readUpTo(raw: AsyncIterable<Uint8Array>, maxBytes: number): Promise<Uint8Array<ArrayBuffer> | null> {
  const chunks: Uint8Array[] = []
  let length = 0
  for await (const chunk of raw) {
    length += chunk.length
    if (length > maxBytes) return null
    chunks.push(chunk)
  }
  const bytes = new Uint8Array(length)
  let at = 0
  // Each piece is let go once it is copied, so that the mail is in memory once and a half at most.
  for (let chunk = chunks.shift(); chunk; chunk = chunks.shift()) {
    bytes.set(chunk, at)
    at += chunk.length
  }
  return bytes
}
