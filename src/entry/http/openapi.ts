import type { OpenAPIHono } from '@hono/zod-openapi'
import { createDocument } from './document.ts'
import type { HttpEnv } from './router.ts'

/** `GET /openapi.json`: the document of the routes as they are, made once per isolate. */
export function describeApi(api: OpenAPIHono<HttpEnv>): void {
  let text: string | null = null
  api.get('/openapi.json', (c) => {
    text ??= JSON.stringify(createDocument(api))
    return c.body(text, 200, { 'Content-Type': 'application/json', 'Cache-Control': 'public, max-age=300' })
  })
}
