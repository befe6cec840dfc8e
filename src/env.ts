import { z } from 'zod'

/** The platform bindings, as `wrangler.toml` declares them. */
export interface Bindings {
  DB: D1Database
  FILES: R2Bucket
  CAMPAIGN: DurableObjectNamespace
  LINE: DurableObjectNamespace
  SANDBOX_WORLD: DurableObjectNamespace
  IMPORTS: Queue
  EVENTS: Queue
  ASSETS?: Fetcher
}

/** The key that opens the local organization; it exists only while the sandbox is on. */
export const LOCAL_KEY = 'sundial_local_key'
export const LOCAL_ORG_ID = 'org_local'

const SANDBOX_MAIL_DOMAIN = 'mail.sundial.test'

const Variables = z.object({
  /** `on` mounts the simulated carrier and accepts the local key. Never on in production. */
  SANDBOX: z.enum(['on', 'off']).default('off'),
  SANDBOX_SPEED: z.coerce.number().min(1).max(100_000).default(60),
  /** ISO instant at which sandbox time begins. */
  SANDBOX_START: z.iso.datetime({ offset: true }).default('2026-11-23T15:00:00Z'),
  /** Real epoch ms at which sandbox time was SANDBOX_START. */
  SANDBOX_ANCHOR: z.coerce.number().int().optional(),
  /** Where callbacks reach this Worker. */
  PUBLIC_URL: z.url({ protocol: /^https?$/ }).default('http://localhost:8787'),
  /** Another process that speaks SignalWire's API, in place of the sandbox inside this one. */
  CARRIER_URL: z.url({ protocol: /^https?$/ }).optional(),
  SIGNALWIRE_SPACE: z
    .string()
    .regex(/^[a-z0-9-]+$/i)
    .optional(),
  SIGNALWIRE_PROJECT_ID: z.string().min(1).optional(),
  SIGNALWIRE_API_TOKEN: z.string().min(1).optional(),
  SIGNALWIRE_SIGNING_KEY: z.string().min(1).optional(),
  /** New calls a second the connection allows, in product time. SignalWire's default for a space is 1. */
  SIGNALWIRE_CALLS_PER_SECOND: z.coerce.number().positive().max(1000).optional(),
  /** Calls at once over the connection. */
  SIGNALWIRE_MAX_CONCURRENT: z.coerce.number().int().positive().max(10_000).default(1000),
  /** Secret that keys the tokens in callback URLs; at least 32 characters in production. */
  CALLBACK_KEY: z.string().min(16).optional(),
  /** Of the campaigns' addresses, `import+…@`. */
  MAIL_DOMAIN: z
    .string()
    .regex(/^[a-z0-9](?:[a-z0-9-]*[a-z0-9])?(?:\.[a-z0-9](?:[a-z0-9-]*[a-z0-9])?)+$/, 'must be a domain in lower case')
    .optional(),
  /** By which the receiving side signs what it found out of a mail (RFC 8601 §2.5). */
  MAIL_AUTHSERV_ID: z.string().min(1).default('mx.cloudflare.net'),
  /** Servers of the receiving side that a mail passes; Email Routing is one. */
  MAIL_HOPS: z.coerce.number().int().min(1).max(10).default(1),
  /** Opens POST /hooks/email to a mail server of one's own; not needed with Email Routing. */
  MAIL_HOOK_KEY: z.string().min(32, 'must have at least 32 characters').optional(),
  MAIL_MAX_BYTES: z.coerce
    .number()
    .int()
    .positive()
    .max(25 * 1024 * 1024)
    .default(25 * 1024 * 1024),
  /** Whom answers to mailed lists come from: an address Postmark knows as ours. */
  MAIL_FROM: z.string().min(3).optional(),
  POSTMARK_SERVER_TOKEN: z.string().min(1).optional(),
  IMPORT_MAX_BYTES: z.coerce
    .number()
    .int()
    .positive()
    .default(50 * 1024 * 1024),
  IMPORT_MAX_ROWS: z.coerce.number().int().positive().default(500_000),
  /** Lists and mails that have not moved for so long are taken up again: longer than any step with its retries. */
  IMPORT_STALLED_SECONDS: z.coerce.number().int().min(5).default(300),
  /** Of a do-not-call list. */
  SUPPRESSION_IMPORT_MAX_ROWS: z.coerce.number().int().positive().default(1_000_000),
})

/** What the composition root works with: every default named, everything missing refused. */
export interface Config {
  sandbox: { speed: number; startAt: number; anchorAt: number | null } | null
  publicUrl: string
  /** Nobody but this machine reaches the Worker at its public URL. */
  onThisMachine: boolean
  carrier: {
    /** null: the sandbox inside this Worker. */
    baseUrl: string | null
    projectId: string
    apiToken: string
    signingKey: string | null
    callsPerSecond: number
    maxConcurrent: number
  }
  callbackKey: string
  mail: {
    /** null: no lists come in by mail. */
    domain: string | null
    authservId: string
    hops: number
    hookKey: string | null
    maxBytes: number
    /** null: nobody is answered. */
    answers: { from: string; postmarkToken: string } | null
  }
  importMaxBytes: number
  importMaxRows: number
  importStalledMs: number
  suppressionImportMaxRows: number
}

export class ConfigError extends Error {}

const THIS_MACHINE = /^(?:localhost|.*\.localhost|127(?:\.\d+){3}|\[::1\])$/
const REAL_CARRIER = /(^|\.)signalwire\.com$/

/**
 * Reads the variables once. Throws ConfigError naming what is missing: a live carrier without credentials or callback key, a clock
 * other than the real one together with a live carrier.
 */
export function readConfig(raw: Record<string, unknown>): Config {
  const parsed = Variables.safeParse(raw)
  if (!parsed.success) throw new ConfigError(`Bad configuration: ${z.prettifyError(parsed.error)}`)
  const v = parsed.data
  const sandbox = v.SANDBOX === 'on'
  if (v.CARRIER_URL && REAL_CARRIER.test(new URL(v.CARRIER_URL).hostname))
    throw new ConfigError(
      'CARRIER_URL must not be the real carrier: in the sandbox time is bent and the key is known to all',
    )
  const missing: string[] = []
  if (!sandbox) {
    for (const name of ['SIGNALWIRE_SPACE', 'SIGNALWIRE_PROJECT_ID', 'SIGNALWIRE_API_TOKEN', 'CALLBACK_KEY'] as const)
      if (!v[name]) missing.push(name)
    // Callbacks that reach nobody lose opt-outs, so a live carrier needs an address it can really reach.
    if (raw.PUBLIC_URL === undefined) missing.push('PUBLIC_URL')
    else if (!/^https:\/\/(?!localhost\b|127\.)/.test(v.PUBLIC_URL))
      throw new ConfigError('PUBLIC_URL must be the https address at which the carrier reaches this Worker')
    if (v.CALLBACK_KEY !== undefined && v.CALLBACK_KEY.length < 32)
      throw new ConfigError('CALLBACK_KEY must have at least 32 characters')
    if (v.CARRIER_URL)
      throw new ConfigError('CARRIER_URL stands in for the carrier and is allowed only with SANDBOX=on')
    if (raw.SANDBOX_SPEED !== undefined || raw.SANDBOX_START !== undefined)
      throw new ConfigError('SANDBOX_SPEED and SANDBOX_START bend time and are refused with a live carrier')
  }
  if (missing.length > 0) throw new ConfigError(`Missing configuration: ${missing.join(', ')}`)
  return {
    sandbox: sandbox
      ? { speed: v.SANDBOX_SPEED, startAt: Date.parse(v.SANDBOX_START), anchorAt: v.SANDBOX_ANCHOR ?? null }
      : null,
    publicUrl: v.PUBLIC_URL.replace(/\/$/, ''),
    onThisMachine: THIS_MACHINE.test(new URL(v.PUBLIC_URL).hostname),
    carrier: {
      baseUrl: v.CARRIER_URL?.replace(/\/$/, '') ?? (sandbox ? null : `https://${v.SIGNALWIRE_SPACE}.signalwire.com`),
      projectId: v.SIGNALWIRE_PROJECT_ID ?? 'sandbox',
      apiToken: v.SIGNALWIRE_API_TOKEN ?? 'sandbox',
      signingKey: v.SIGNALWIRE_SIGNING_KEY ?? null,
      callsPerSecond: v.SIGNALWIRE_CALLS_PER_SECOND ?? (sandbox ? 50 : 1),
      maxConcurrent: v.SIGNALWIRE_MAX_CONCURRENT,
    },
    callbackKey: v.CALLBACK_KEY ?? 'sandbox-callback-key-of-no-secrecy',
    mail: {
      domain: v.MAIL_DOMAIN ?? (sandbox ? SANDBOX_MAIL_DOMAIN : null),
      authservId: v.MAIL_AUTHSERV_ID.toLowerCase(),
      hops: v.MAIL_HOPS,
      hookKey: v.MAIL_HOOK_KEY ?? null,
      maxBytes: v.MAIL_MAX_BYTES,
      answers: answersOf(v, sandbox),
    },
    importMaxBytes: v.IMPORT_MAX_BYTES,
    importMaxRows: v.IMPORT_MAX_ROWS,
    importStalledMs: v.IMPORT_STALLED_SECONDS * 1_000,
    suppressionImportMaxRows: v.SUPPRESSION_IMPORT_MAX_ROWS,
  }
}

/** Answers to mailed lists: in the sandbox always, else with both variables. An import address there would answer itself. */
function answersOf(v: z.infer<typeof Variables>, sandbox: boolean): Config['mail']['answers'] {
  const from = v.MAIL_FROM ?? (sandbox ? `Sundial <lists@${SANDBOX_MAIL_DOMAIN}>` : null)
  const postmarkToken = v.POSTMARK_SERVER_TOKEN ?? (sandbox ? 'sandbox' : null)
  if (from === null && postmarkToken === null) return null
  if (from === null || postmarkToken === null)
    throw new ConfigError('MAIL_FROM and POSTMARK_SERVER_TOKEN belong together: set both or none')
  if (!/^[^<>]*<[^<>@\s]+@[^<>@\s]+>$|^[^<>@\s]+@[^<>@\s]+$/.test(from))
    throw new ConfigError('MAIL_FROM must be an address, such as lists@example.com or Sundial <lists@example.com>')
  if (/(?:^|<)import\+/i.test(from)) throw new ConfigError('MAIL_FROM must not be an address that lists are sent to')
  return { from, postmarkToken }
}
