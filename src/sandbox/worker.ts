import { Hono } from 'hono'
import { createSandboxApp } from './app.ts'
import type { SandboxEnv } from './env.ts'

/** The sandbox as a process of its own: the same app, nothing of the product beside it. */
const app = new Hono<{ Bindings: SandboxEnv }>()
app.get('/health', (c) => c.json({ ok: true }))
app.route('/sandbox', createSandboxApp())

export default app
export { SandboxWorld } from './world.ts'
