import { createRoute, z } from '@hono/zod-openapi'
import { getMailbox, type MailboxView } from '../../app/mailboxes/get.ts'
import { rotateMailbox } from '../../app/mailboxes/rotate.ts'
import { MAX_SENDERS, saveMailbox } from '../../app/mailboxes/save.ts'
import { listMails } from '../../app/mails/list.ts'
import { MAIL_STATUSES, type Mail, REPLY_STATES } from '../../app/mails/store.ts'
import { MAX_COLUMNS } from '../../domain/lead-file/mapping.ts'
import { createRouter } from './router.ts'
import { Id, IdempotencyKey, Instant, json, jsonBody, pageOf, pageParams, problems, toIso, toPage } from './shapes.ts'

const Mapping = z.record(z.string().max(500), z.string().max(120)).openapi({
  description: 'Heading → target, as for an import. null: guessed from the headings of each list.',
  example: { Mobile: 'phone1', Notes: 'ignore' },
})
const Headers = z.array(z.string().max(500)).min(1).max(MAX_COLUMNS).openapi({
  description:
    'Headings of a sample. A list with others is refused, and its sender told what differs; the order is free. null: any list.',
})

const MailboxJson = z
  .object({
    address: z.string().nullable().openapi({
      description: 'Whoever knows it and is among the senders can mail lists there. null before it is set up.',
      example: 'import+mzxw6ytboi3d2ojq5jkvgu2xha@mail.example.com',
    }),
    enabled: z.boolean(),
    senders: z.array(z.string()),
    mapping: Mapping.nullable(),
    headers: Headers.nullable(),
    no_replies: z.string().nullable().openapi({ description: 'Why senders are not answered; null: they are.' }),
    created_at: Instant.nullable(),
    updated_at: Instant.nullable(),
  })
  .openapi('Mailbox')

const MailboxInput = z
  .strictObject({
    enabled: z.boolean(),
    senders: z
      .array(z.string().max(320))
      .max(MAX_SENDERS)
      .openapi({ description: 'Whole addresses that may send lists.', example: ['jo@example.com'] }),
    mapping: Mapping.nullable().default(null),
    headers: Headers.nullable().default(null),
    upload_id: z.string().min(1).max(64).optional().openapi({
      description: 'A sample from an import preview: its headings are taken instead of `headers`.',
    }),
  })
  .openapi('MailboxInput')

const MailJson = z
  .object({
    id: z.string().openapi({ example: 'mal_01kb…' }),
    sender: z.string(),
    subject: z.string(),
    bytes: z.int(),
    received_at: Instant,
    status: z.enum(MAIL_STATUSES),
    reason: z.string().openapi({ description: "Code of a refusal, '' without one.", example: 'not_authorised' }),
    message: z.string(),
    attachments: z.array(z.object({ filename: z.string(), import_id: z.string().nullable(), message: z.string() })),
    reply: z.enum(REPLY_STATES),
    reply_error: z.string().nullable().openapi({ description: 'Why the sender was not answered, or not yet.' }),
  })
  .openapi('Mail')

const tags = ['Mailboxes']

export function mailboxRoutes() {
  return createRouter()
    .openapi(
      createRoute({
        method: 'get',
        path: '/campaigns/{id}/mailbox',
        tags,
        summary: 'Read the address lists are mailed to',
        request: { params: Id },
        responses: { 200: json(MailboxJson, 'The mailbox'), ...problems('not_found') },
      }),
      async (c) => c.json(mailboxJson(await getMailbox(c.get('deps'), c.get('actor'), c.req.valid('param').id)), 200),
    )
    .openapi(
      createRoute({
        method: 'put',
        path: '/campaigns/{id}/mailbox',
        tags,
        summary: 'Set up the address lists are mailed to, or change it',
        description:
          'A mail is taken when its sender is named here and its authentication results pass (DMARC, else aligned DKIM or SPF).',
        request: { params: Id, body: jsonBody(MailboxInput) },
        responses: {
          200: json(MailboxJson, 'The mailbox'),
          ...problems('forbidden', 'not_found', 'missing_requirements', 'unprocessable'),
        },
      }),
      async (c) => {
        const { id } = c.req.valid('param')
        const { upload_id: uploadId = null, ...input } = c.req.valid('json')
        return c.json(mailboxJson(await saveMailbox(c.get('deps'), c.get('actor'), id, { ...input, uploadId })), 200)
      },
    )
    .openapi(
      createRoute({
        method: 'post',
        path: '/campaigns/{id}/mailbox/rotate',
        tags,
        summary: 'Get a new address',
        description: 'The old one is gone at once.',
        request: { params: Id, headers: IdempotencyKey },
        responses: {
          200: json(MailboxJson, 'The mailbox with its new address'),
          ...problems('forbidden', 'not_found', 'missing_requirements'),
        },
      }),
      async (c) =>
        c.json(mailboxJson(await rotateMailbox(c.get('deps'), c.get('actor'), c.req.valid('param').id)), 200),
    )
    .openapi(
      createRoute({
        method: 'get',
        path: '/campaigns/{id}/mails',
        tags,
        summary: 'List the mails that came to the address',
        description: 'Of those that were refused the newest 300 are kept.',
        request: { params: Id, query: z.strictObject(pageParams()) },
        responses: { 200: json(pageOf(MailJson), 'Newest first'), ...problems('not_found') },
      }),
      async (c) => {
        const { id } = c.req.valid('param')
        const page = await listMails(c.get('deps'), c.get('actor'), id, toPage(c.req.valid('query')))
        return c.json({ data: page.items.map(mailJson), next_cursor: page.nextCursor }, 200)
      },
    )
}

function mailboxJson({ address, mailbox, noReplies }: MailboxView): z.infer<typeof MailboxJson> {
  return {
    address,
    enabled: mailbox?.enabled ?? false,
    senders: mailbox?.senders ?? [],
    mapping: mailbox?.mapping ?? null,
    headers: mailbox?.headers ?? null,
    no_replies: noReplies,
    created_at: toIso(mailbox?.createdAt ?? null),
    updated_at: toIso(mailbox?.updatedAt ?? null),
  }
}

function mailJson(mail: Mail): z.infer<typeof MailJson> {
  const { id, sender, subject, bytes, status, reason, message, reply } = mail
  return {
    id,
    sender,
    subject,
    bytes,
    received_at: toIso(mail.receivedAt),
    status,
    reason,
    message,
    attachments: mail.attachments.map(({ filename, importId, message }) => ({
      filename,
      import_id: importId,
      message,
    })),
    reply,
    reply_error: mail.replyError,
  }
}
