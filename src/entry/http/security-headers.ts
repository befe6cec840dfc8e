import { createMiddleware } from 'hono/factory'

/**
 * What every answer of the Worker tells browsers, unless its route has said something else: nothing of it is to be guessed at, framed, run
 * as a page, read by other sites, or kept. The dashboard's files come past the Worker and have the like in web/public/_headers.
 */
const DEFAULTS: Readonly<Record<string, string>> = {
  'Content-Security-Policy': "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
  'X-Content-Type-Options': 'nosniff',
  'X-Frame-Options': 'DENY',
  'Referrer-Policy': 'same-origin',
  'Cross-Origin-Resource-Policy': 'same-origin',
  'Cache-Control': 'no-store',
}

/** Two years, as the preload list asks for; browsers take it over https only. */
const STRICT_TRANSPORT = 'max-age=63072000; includeSubDomains'

export const securityHeaders = createMiddleware(async (c, next) => {
  await next()
  // A switched protocol has headers that cannot be changed.
  if (c.res.status === 101) return
  for (const [name, value] of Object.entries(DEFAULTS)) if (!c.res.headers.has(name)) c.header(name, value)
  if (new URL(c.req.url).protocol === 'https:') c.header('Strict-Transport-Security', STRICT_TRANSPORT)
})
