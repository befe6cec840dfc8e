import { OpenAPIHono } from '@hono/zod-openapi'
import type { Actor, Deps } from '../../app/deps.ts'
import type { Bindings } from '../../env.ts'
import { validationProblem } from './problem.ts'

/** What every request carries once the middleware has run. */
export interface HttpEnv {
  Bindings: Bindings
  Variables: { deps: Deps; actor: Actor; requestId: string }
}

/** A router whose invalid requests answer as problem+json with field errors as JSON pointers. One per resource file. */
export function createRouter(): OpenAPIHono<HttpEnv> {
  return new OpenAPIHono<HttpEnv>({
    defaultHook: (result, c) => {
      if (!result.success) return validationProblem(c, result.error, result.target)
    },
  })
}
