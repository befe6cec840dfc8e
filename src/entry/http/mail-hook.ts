import { type Context, Hono } from 'hono'
import type { MailDeps } from '../../app/mails/deps.ts'
import { receiveMail } from '../../app/mails/receive.ts'
import { describeError } from '../../domain/stuck-item.ts'
import type { Bindings } from '../../env.ts'
import { isSameKey, readBearer } from './bearer.ts'
import { chunksOf } from './multipart.ts'

export interface MailHookDeps extends MailDeps {
  /** null with `isOpen`: whoever reaches this door may use it; null without: there is no door. */
  hookKey: string | null
  /** The sandbox is on, and nobody but this machine reaches it. */
  isOpen: boolean
}

type HookContext = Context<{ Bindings: Bindings }>

/**
 * `POST /hooks/email?to=&from=` with the raw mail as the body: for a mail server of one's own, and for trying things out. The parameters are
 * the envelope's. 202: kept; 5xx: deliver it again.
 */
export function createMailHook(buildDeps: (env: Bindings) => MailHookDeps): Hono<{ Bindings: Bindings }> {
  const app = new Hono<{ Bindings: Bindings }>()
  app.post('/email', async (c) => {
    const deps = buildDeps(c.env)
    const refusal = await refuse(c, deps)
    if (refusal !== null) return c.body(null, refusal)
    const body = c.req.raw.body
    if (body === null) return c.json({ error: 'Send the raw mail as the body.' }, 400)
    const to = c.req.query('to') ?? ''
    const from = c.req.query('from') ?? ''
    const length = Number(c.req.header('Content-Length'))
    try {
      const received = await receiveMail(deps, {
        to,
        from,
        raw: chunksOf(body),
        declaredBytes: Number.isFinite(length) ? length : null,
      })
      if (received.ok) return c.json({ id: received.id }, 202)
      return c.json({ error: ERRORS[received.because].message }, ERRORS[received.because].status)
    } catch (error) {
      deps.log.error('mail.not_received', { error: describeError(error) })
      return c.body(null, 500)
    }
  })
  return app
}

const ERRORS = {
  unknown_address: { status: 404, message: 'There is no such address, or it is switched off.' },
  too_large: { status: 413, message: 'The mail is too large.' },
  empty: { status: 400, message: 'Send the raw mail as the body.' },
} as const

/** The status for whoever has no business here, or null. */
async function refuse(c: HookContext, deps: MailHookDeps): Promise<401 | 403 | 404 | null> {
  if (deps.hookKey !== null) {
    return (await isSameKey(readBearer(c.req.raw) ?? '', deps.hookKey)) ? null : 401
  }
  if (!deps.isOpen) return 404
  // Without a key a page of another site is told apart by its origin alone.
  const origin = c.req.header('Origin')
  if (origin === undefined) return null
  return URL.canParse(origin) && new URL(origin).host === new URL(c.req.url).host ? null : 403
}
