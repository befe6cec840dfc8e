import { type MailHeader, mayBeAnswered, readMessageId } from '../../domain/mail-headers.ts'
import type { Deps } from '../deps.ts'
import type { Mailbox } from '../mailboxes/store.ts'
import { answerSoon } from './answer-soon.ts'
import type { MailDeps } from './deps.ts'
import { judgeSender } from './judge-sender.ts'
import type { UnreadMail } from './reader.ts'
import { sortParts } from './sort-parts.ts'
import type { Mail, MailAttachment, MailKey, MailVerdict } from './store.ts'
import { storeLists } from './store-lists.ts'

/** Refused mails that are kept for the team, of one campaign. */
export const KEPT_REFUSED = 300
const MAX_SUBJECT = 500
/** Read to know who sent a mail: more than its headers may have. */
const TOP_BYTES = 256 * 1024

type Refusal = { ok: false; reason: string; message: string }

/**
 * Decides on a mail that was received, and makes an import of each list in it. Who sent it is decided from the headers alone, so that
 * nothing more of a stranger's mail is ever looked at. The message may come twice, or after the worker died half-way: imports have ids that
 * follow from the mail, and the mail ends once. Throws when the message should come again.
 */
export async function processMail(deps: Deps, key: MailKey): Promise<void> {
  const mail = await deps.mails.find(key)
  if (!mail?.fileKey) return
  if (mail.status !== 'received') return forgetFile(deps, mail)
  const mailbox = await deps.mailboxes.find(mail.orgId, mail.campaignId)
  const verdict = await decide(deps, mail, mail.fileKey, mailbox)
  if (!(await deps.mails.settle(key, verdict))) return
  deps.log.info('mail.ended', {
    org_id: mail.orgId,
    campaign_id: mail.campaignId,
    mail_id: mail.id,
    status: verdict.status,
    reason: verdict.reason,
  })
  await forgetFile(deps, mail)
  if (verdict.status === 'refused') await deps.mails.trimRefused(mail.orgId, mail.campaignId, KEPT_REFUSED)
  if (verdict.reply === 'due') await answerSoon(deps, key)
}

async function decide(deps: Deps, mail: Mail, fileKey: string, mailbox: Mailbox | null): Promise<MailVerdict> {
  const stranger = {
    sender: mail.envelopeFrom,
    subject: '',
    attachments: [],
    reply: 'none' as const,
    replyNextAt: null,
    replyError: null,
  }
  const top = await readRaw(deps, fileKey, Math.min(mail.bytes, TOP_BYTES))
  if (top === null)
    return { ...stranger, ...refused({ reason: 'lost', message: 'The mail is no longer in the file store.' }) }
  const head = await deps.mail.reader.readHeaders(top)
  if (!head.ok) return { ...stranger, ...refused({ reason: 'unreadable', message: head.message }) }
  const { headers } = head
  const subject = plainSubject(head.subject)
  const { senders } = mailbox ?? { senders: [] }
  const { authservId, hops } = deps.mail
  const sender = judgeSender(headers, { senders, authservId, hops, envelopeFrom: mail.envelopeFrom })
  if (!sender.ok || mailbox === null) {
    const { reason, message } = sender.ok ? { reason: 'no_mailbox', message: 'The address is gone.' } : sender
    return { ...stranger, subject, sender: sender.address || mail.envelopeFrom, ...refused({ reason, message }) }
  }

  // From here on the sender is known, and may be told what becomes of the mail.
  const known = { subject, sender: sender.address, ...replyTo(deps, headers, mail.envelopeFrom) }
  const messageId = readMessageId(headers)
  const messageKey = await keyOf(sender.address, messageId ?? (await bodyOf(deps, fileKey, head.bodyOffset)))
  if (!(await deps.mails.takeMessageKey(mail, { ...known, messageKey, messageId: messageId ?? '' }))) {
    const message = 'This mail (the same Message-ID) came before and was imported then.'
    return { ...stranger, subject, sender: sender.address, ...refused({ reason: 'duplicate', message }) }
  }
  const target = await deps.imports.findTarget(mail.orgId, mail.campaignId)
  if (!target || target.status === 'cancelled') {
    const message = target ? 'The campaign is cancelled and takes no more people.' : 'The campaign was deleted.'
    return { ...known, attachments: [], ...refused({ reason: 'campaign_over', message }) }
  }
  const lists = await listsOf(deps, fileKey)
  if (!lists.ok) return { ...known, attachments: lists.attachments ?? [], ...refused(lists) }
  const attachments = await storeLists(deps, { mail, mailbox, target, sender: sender.address }, lists.parts)
  const all = [...attachments, ...lists.attachments]
  if (attachments.some((it) => it.importId !== null))
    return { ...known, attachments: all, status: 'imported', reason: '', message: '' }
  return {
    ...known,
    attachments: all,
    ...refused({ reason: 'no_usable_list', message: 'None of the attached files could be imported.' }),
  }
}

/** The attachments that look like lists; without one, what is there instead. */
async function listsOf(deps: MailDeps, fileKey: string) {
  const read = await readParts(deps, fileKey)
  if (!read.ok) return unreadable(read)
  const { lists, refused: bad, ignored, listInBody } = sortParts(read.parts)
  const attachments: MailAttachment[] = bad.map((it) => ({ ...it, importId: null }))
  if (lists.length > 0) return { ok: true as const, parts: lists, attachments }
  if (attachments.length > 0)
    return {
      ok: false as const,
      reason: 'no_usable_list',
      message: 'None of the attached files could be imported.',
      attachments,
    }
  const message = listInBody
    ? 'The list is in the text of the mail. Attach it as a file: CSV, Excel (.xlsx) or a zip of them.'
    : ignored.length > 0
      ? `No list is attached, only ${ignored.slice(0, 5).join(', ')}. Attach it as CSV, Excel (.xlsx) or a zip of them.`
      : 'Nothing is attached. Attach the list as CSV, Excel (.xlsx) or a zip of them.'
  return { ok: false as const, reason: listInBody ? 'list_in_text' : 'no_list', message, attachments: null }
}

function unreadable(read: UnreadMail): Refusal & { attachments: null } {
  return { ok: false, reason: 'unreadable', message: read.message, attachments: null }
}

function refused({ reason, message }: { reason: string; message: string }) {
  return { status: 'refused' as const, reason, message }
}

function replyTo(
  deps: MailDeps,
  headers: MailHeader[],
  envelopeFrom: string,
): Pick<MailVerdict, 'reply' | 'replyNextAt' | 'replyError'> {
  if (!mayBeAnswered(headers, envelopeFrom))
    return {
      reply: 'none',
      replyNextAt: null,
      replyError: 'The mail was sent by a program or a mailing list: those are not answered.',
    }
  if (deps.mail.mailer === null)
    return {
      reply: 'none',
      replyNextAt: null,
      replyError: 'Answers are not set up: POSTMARK_SERVER_TOKEN and MAIL_FROM are missing.',
    }
  return { reply: 'due', replyNextAt: deps.clock.now(), replyError: null }
}

/** In a frame of its own: the raw mail need not be in memory beside the lists while those are stored. */
async function readParts(deps: MailDeps, fileKey: string) {
  const raw = await readRaw(deps, fileKey)
  if (raw === null) throw new Error(`the mail ${fileKey} is gone`)
  return deps.mail.reader.readParts(raw)
}

/**
 * The same for each copy of a mail. Other people's Message-IDs are theirs, so that nobody can take one away beforehand.
 * @param what the Message-ID, or what stands below the headers
 */
async function keyOf(sender: string, what: string | Uint8Array<ArrayBuffer>): Promise<string> {
  const encoder = new TextEncoder()
  const parts = [encoder.encode(sender), typeof what === 'string' ? encoder.encode(what) : what]
  const digests = await Promise.all(parts.map((it) => crypto.subtle.digest('SHA-256', it)))
  const whole = await crypto.subtle.digest('SHA-256', await new Blob(digests).arrayBuffer())
  const hex = [...new Uint8Array(whole)].map((byte) => byte.toString(16).padStart(2, '0'))
  return `${typeof what === 'string' ? 'id' : 'body'}:${hex.join('')}`
}

async function bodyOf(deps: MailDeps, fileKey: string, offset: number): Promise<Uint8Array<ArrayBuffer>> {
  const raw = await readRaw(deps, fileKey)
  return raw?.subarray(offset) ?? new Uint8Array(0)
}

/** What was encoded may hold line breaks and other controls. */
function plainSubject(subject: string): string {
  return subject
    .replace(/[\p{Cc}\u2028\u2029]+/gu, ' ')
    .trim()
    .slice(0, MAX_SUBJECT)
}

/** @param length from its beginning; all of it when not said. null: it is gone. */
async function readRaw(deps: MailDeps, fileKey: string, length?: number): Promise<Uint8Array<ArrayBuffer> | null> {
  const file = await deps.files.read(fileKey, length === undefined ? undefined : { offset: 0, length })
  return file && new Uint8Array(await new Response(file.body).arrayBuffer())
}

/** People's data is not left lying: what is not in an import is of no use. */
async function forgetFile(deps: MailDeps, mail: Mail): Promise<void> {
  if (mail.fileKey === null) return
  await deps.files.delete([mail.fileKey])
  await deps.mails.forgetFile(mail)
}
