import type { Mailer } from '../../ports.ts'
import type { Deps } from '../deps.ts'
import type { MailReader } from './reader.ts'

/** What the mail part needs of its surroundings. */
export interface MailSettings {
  /** Of the campaigns' addresses; null: no mail comes in here. */
  domain: string | null
  /** By which our receiving side signs what it found out of a mail. */
  authservId: string
  /** Servers of ours that a mail passes. */
  hops: number
  /** Of one mail. */
  maxBytes: number
  reader: MailReader
  /** null: nobody is answered. */
  mailer: Mailer | null
  /** The address answers come from, '' without a mailer. */
  from: string
  newToken(): string
  /** Where a campaign's imports are shown. */
  importsUrl(campaignId: string): string
}

export type MailDeps = Pick<
  Deps,
  | 'clock'
  | 'ids'
  | 'files'
  | 'queues'
  | 'log'
  | 'limits'
  | 'imports'
  | 'audit'
  | 'campaigns'
  | 'mail'
  | 'mails'
  | 'mailboxes'
>
