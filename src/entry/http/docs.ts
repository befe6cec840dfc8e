import type { OpenAPIHono } from '@hono/zod-openapi'
import { Hono } from 'hono'
import { createDocument } from './document.ts'
import { renderReference } from './reference-html.ts'
import type { HttpEnv } from './router.ts'

/**
 * `GET /api/docs`: the reference, rendered from the same document that machines read. Self-contained: no script, no font and no request to
 * anywhere else (Scalar's page loads its bundle from a CDN).
 */
export function createDocs(api: OpenAPIHono<HttpEnv>): Hono {
  let html: string | null = null
  return new Hono().get('/', (c) => {
    html ??= renderReference(createDocument(api))
    return c.html(html, 200, {
      'Content-Security-Policy':
        "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; frame-ancestors 'none'",
      'Cache-Control': 'public, max-age=300',
    })
  })
}
