import type { Context } from 'hono'
import { checkHealth, type HealthProblem, healthStatus } from '../../app/operations/check-health.ts'
import { type Bindings, type Config, ConfigError } from '../../env.ts'

const BINDINGS = ['DB', 'FILES', 'CAMPAIGN', 'LINE', 'IMPORTS', 'EVENTS'] as const satisfies (keyof Bindings)[]

/** What is asked once the configuration is known to be good. */
type BuildDeps = (env: Bindings) => Parameters<typeof checkHealth>[0]

/**
 * `GET /health`: 503 when the Worker cannot serve (`failing`), else 200 (`ok`, or `degraded`: somebody has to look at something), with
 * the problems in words. Says nothing secret and nothing of any tenant.
 */
export async function health(
  c: Context<{ Bindings: Bindings }>,
  configOf: (env: Bindings) => Config,
  buildDeps: BuildDeps,
): Promise<Response> {
  let sandbox = false
  let problems: HealthProblem[] = BINDINGS.filter((name) => c.env[name] === undefined).map((name) => ({
    code: 'binding_missing',
    message: `The binding ${name} is missing; compare wrangler.toml.`,
  }))
  try {
    sandbox = configOf(c.env).sandbox !== null
  } catch (error) {
    const message = error instanceof ConfigError ? error.message : 'The configuration cannot be read.'
    problems.push({ code: 'configuration', message })
  }
  if (problems.length === 0) problems = await checkHealth(buildDeps(c.env))
  const status = healthStatus(problems)
  c.header('Cache-Control', 'no-store')
  return c.json({ status, sandbox, problems }, status === 'failing' ? 503 : 200)
}
