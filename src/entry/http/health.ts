import type { Context } from 'hono'
import { type Bindings, type Config, ConfigError } from '../../env.ts'

/** `GET /health`: 200 when the Worker can serve, else 503 with what is wrong. Says nothing secret. */
export async function health(
  c: Context<{ Bindings: Bindings }>,
  configOf: (env: Bindings) => Config,
): Promise<Response> {
  const problems: string[] = []
  let sandbox = false
  try {
    sandbox = configOf(c.env).sandbox !== null
  } catch (error) {
    problems.push(error instanceof ConfigError ? error.message : 'configuration cannot be read')
  }
  try {
    await c.env.DB.prepare('SELECT 1 FROM organizations LIMIT 1').run()
  } catch {
    problems.push('the database does not answer or has not been migrated')
  }
  return c.json(
    { status: problems.length === 0 ? 'ok' : 'failing', sandbox, problems },
    problems.length === 0 ? 200 : 503,
  )
}
