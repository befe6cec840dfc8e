import type { ListReport } from '../../domain/mail-reply.ts'
import type { ImportStatus } from '../imports/store.ts'
import type { Page, PageRequest } from '../page.ts'

export const MAIL_STATUSES = ['received', 'imported', 'refused'] as const
export type MailStatus = (typeof MAIL_STATUSES)[number]
export const REPLY_STATES = ['none', 'due', 'sent', 'failed'] as const
export type ReplyState = (typeof REPLY_STATES)[number]

/** What became of one list a mail brought. */
export interface MailAttachment {
  filename: string
  importId: string | null
  /** Why it is no import; '' when it is one. */
  message: string
}

/** A mail to a campaign's address. */
export interface Mail {
  orgId: string
  campaignId: string
  id: string
  /** Its own id, until it is known to be from whom it says: from then on the same for every copy of the mail, and unique. */
  messageKey: string
  /** With brackets; '' when it has none. */
  messageId: string
  /** The address in From once it is known for certain; until then what the receiving side was told. */
  sender: string
  /** What the receiving side was told as the sender, '' for none. */
  envelopeFrom: string
  subject: string
  bytes: number
  status: MailStatus
  /** Code and sentence of a refusal. */
  reason: string
  message: string
  attachments: MailAttachment[]
  /** Where the raw mail lies, until its lists are imports. */
  fileKey: string | null
  reply: ReplyState
  replyTries: number
  replyNextAt: number | null
  /** Why there is none, or why the last try failed. */
  replyError: string | null
  receivedAt: number
}

/** What a mail turned out to be. */
export type MailVerdict = Pick<
  Mail,
  'status' | 'reason' | 'message' | 'sender' | 'subject' | 'attachments' | 'reply' | 'replyNextAt' | 'replyError'
>

export type MailKey = Pick<Mail, 'orgId' | 'campaignId' | 'id'>

/** What is known of a mail once its sender is. An answer that is due has no time yet: it waits for the verdict. */
export type KnownMail = Pick<Mail, 'messageKey' | 'messageId' | 'sender' | 'subject' | 'reply' | 'replyError'>

/** An import of a mail, as far as its sender is told. */
export interface MailImport extends ListReport {
  id: string
  status: ImportStatus
}

export interface MailStore {
  create(mail: Mail): Promise<void>
  find(key: MailKey): Promise<Mail | null>
  /** Newest first. */
  list(orgId: string, campaignId: string, request: PageRequest): Promise<Page<Mail>>
  /** Takes the message key for this mail. False when another mail has it. Taking it twice is taking it once. */
  takeMessageKey(key: MailKey, known: KnownMail): Promise<boolean>
  /**
   * Ends a mail that is `received`; false when it is not any more. A refused one gives its message key back, so that it may be sent again.
   */
  settle(key: MailKey, verdict: MailVerdict): Promise<boolean>
  /** The raw mail is gone. */
  forgetFile(key: MailKey): Promise<void>
  /** Deletes refused mails of the campaign beyond the newest `most`; those still to be answered stay. */
  trimRefused(orgId: string, campaignId: string, most: number): Promise<void>
  /** Mails of all organizations that should have been looked at by then and were not. */
  listStalled(before: number, limit: number): Promise<MailKey[]>

  /** In the order of the mail's attachments. */
  importsOf(orgId: string, mailId: string): Promise<MailImport[]>
  /** Mails of all organizations to be answered by now. */
  listDue(now: number, limit: number): Promise<MailKey[]>
  /** Nobody looks after the answer again before `nextAt`. */
  postponeReply(key: MailKey, nextAt: number): Promise<void>
  /** Takes the answer for sending and counts the try; false when it is not due, or somebody else has it. */
  claimReply(key: MailKey, now: number, leaseUntil: number): Promise<boolean>
  endReply(key: MailKey, end: { reply: ReplyState; nextAt: number | null; error: string | null }): Promise<void>
}
