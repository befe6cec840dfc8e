import { AppError, type FieldError } from '../../domain/errors.ts'
import { MappingRequest, mapColumns } from '../../domain/lead-file/mapping.ts'
import { normaliseAddress } from '../../domain/mail-address.ts'
import { auditEntry } from '../audit/entry.ts'
import type { Actor, Deps } from '../deps.ts'
import { previewUpload } from '../imports/preview.ts'
import { type MailboxView, viewOf } from './get.ts'
import type { MailboxFields } from './store.ts'

export const MAX_SENDERS = 100

interface SavedInput {
  enabled: boolean
  senders: string[]
  mapping: unknown
  headers: string[] | null
}

/**
 * Sets a campaign's mailbox up, or changes it.
 * @param input.mapping heading → target, checked against the headings when there are some
 * @param input.uploadId a sample that was uploaded to be looked at: its headings are taken instead of `headers`
 * @throws AppError `forbidden`, `not_found` (the campaign, the sample), `missing_requirements` (no MAIL_DOMAIN), `unprocessable`
 */
export async function saveMailbox(
  deps: Deps,
  actor: Actor,
  campaignId: string,
  input: SavedInput & { uploadId: string | null },
): Promise<MailboxView> {
  if (actor.role === 'viewer') throw new AppError('forbidden', 'Viewers cannot change the mailbox.')
  const target = await deps.imports.findTarget(actor.orgId, campaignId)
  if (!target) throw new AppError('not_found', 'There is no such campaign.')
  if (deps.mail.domain === null) throw noDomain()
  const headers = input.uploadId === null ? input.headers : await headingsOf(deps, actor, input.uploadId)
  const fields = checkFields(deps, { ...input, headers }, target.defaultRegion)
  const known = await deps.mailboxes.find(actor.orgId, campaignId)
  const now = deps.clock.now()
  const audit = auditEntry(deps, actor, known ? 'mailbox.updated' : 'mailbox.created', campaignId, { ...fields })
  const saved = await deps.mailboxes.save(
    {
      orgId: actor.orgId,
      campaignId,
      token: known?.token ?? deps.mail.newToken(),
      ...fields,
      createdAt: known?.createdAt ?? now,
      updatedAt: now,
    },
    audit,
  )
  return viewOf(deps, saved)
}

export function noDomain(): AppError {
  return new AppError('missing_requirements', 'No mail comes in here: set MAIL_DOMAIN for the Worker first.', {
    missing: ['MAIL_DOMAIN'],
  })
}

async function headingsOf(deps: Deps, actor: Actor, uploadId: string): Promise<string[]> {
  const { columns } = await previewUpload(deps, actor, uploadId, { mapping: null, mappingId: null, sheet: null })
  return columns.map((column) => column.header)
}

function checkFields(deps: Pick<Deps, 'mail'>, input: SavedInput, defaultRegion: string): MailboxFields {
  const errors: FieldError[] = []
  const senders = input.senders.flatMap((text, i) => {
    // An asterisk may stand in an address, but whoever writes one here means everybody.
    const address = text.includes('*') ? null : normaliseAddress(text)
    const message = address === null ? badSender(text) : address === ownAddress(deps) ? OWN : null
    if (message !== null) errors.push({ pointer: `/senders/${i}`, message })
    return address ?? []
  })
  if (input.enabled && input.senders.length === 0)
    errors.push({
      pointer: '/senders',
      message: 'name at least one address that may send lists, or switch the mailbox off',
    })
  const mapping = MappingRequest.nullable().safeParse(input.mapping)
  if (!mapping.success)
    errors.push(
      ...mapping.error.issues.map((it) => ({
        pointer: `/mapping/${it.path.map(String).join('/')}`,
        message: it.message,
      })),
    )
  if (mapping.success && input.headers !== null) {
    const mapped = mapColumns(input.headers, mapping.data, defaultRegion)
    if (!mapped.ok) errors.push({ pointer: mapping.data ? '/mapping' : '/headers', message: mapped.message })
  }
  if (errors.length > 0) throw new AppError('unprocessable', 'The mailbox cannot be saved as it is.', { errors })
  return {
    enabled: input.enabled,
    senders: [...new Set(senders)],
    mapping: mapping.data ?? null,
    headers: input.headers?.map((it) => it.trim()) ?? null,
  }
}

const OWN = 'is the address answers come from: no list is sent from there'

function badSender(text: string): string {
  return text.includes('*')
    ? 'must be one whole address: everybody at a domain, and whoever gets to send for it, is too many'
    : 'must be a plain address, such as jo@example.com'
}

function ownAddress(deps: Pick<Deps, 'mail'>): string | null {
  return normaliseAddress(/<([^<>]+)>/.exec(deps.mail.from)?.[1] ?? deps.mail.from)
}
