import type { MailHeader } from '../../domain/mail-headers.ts'

/** One part of a mail that is no container of others, as it was before it was encoded for travel. */
export interface MailPart {
  /** '' when it has no name. */
  filename: string
  /** As the sender says, in lower case: `text/csv`. Says little: see sort-parts.ts. */
  type: string
  /** Text for people to read, not a file. */
  isBody: boolean
  bytes: Uint8Array<ArrayBuffer>
}

export type ReadMail<T> = { ok: true } & T
export type UnreadMail = { ok: false; message: string }

/** Understands MIME (RFC 2045–2049, RFC 5322). What cannot be understood is an answer, never an exception. */
export interface MailReader {
  /** The headers of the mail itself, in order. Looks at its beginning only. */
  readHeaders(
    mail: Uint8Array<ArrayBuffer>,
  ): Promise<ReadMail<{ headers: MailHeader[]; subject: string; bodyOffset: number }> | UnreadMail>
  /** All parts, those of forwarded mails too. */
  readParts(mail: Uint8Array<ArrayBuffer>): Promise<ReadMail<{ parts: MailPart[] }> | UnreadMail>
}
