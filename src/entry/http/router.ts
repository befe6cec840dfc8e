import { OpenAPIHono } from '@hono/zod-openapi'
import type { Recordings } from '../../app/attempts/recordings.ts'
import type { Actor, Deps } from '../../app/deps.ts'
import type { IdempotencyStore } from '../../app/idempotency/store.ts'
import type { Bindings } from '../../env.ts'
import { setFieldMessages } from './field-messages.ts'
import { validationProblem } from './problem.ts'

/** What the API needs of the composition root beside what every use case may touch. */
export interface ApiDeps extends Deps {
  idempotency: IdempotencyStore
  recordings: Recordings
  /** The sandbox is on: the local key opens the local organization. */
  sandbox: boolean
}

/** What every request carries once the middleware has run. */
export interface HttpEnv {
  Bindings: Bindings
  Variables: { deps: ApiDeps; actor: Actor; requestId: string }
}

/** A router whose invalid requests answer as problem+json with field errors as JSON pointers. One per resource file. */
export function createRouter(): OpenAPIHono<HttpEnv> {
  setFieldMessages()
  return new OpenAPIHono<HttpEnv>({
    defaultHook: (result, c) => {
      if (!result.success) return validationProblem(c, result.error, result.target)
    },
  })
}
