import { AppError } from '../../domain/errors.ts'
import { auditEntry } from '../audit/entry.ts'
import type { Actor, Deps } from '../deps.ts'
import { checkNumber } from './check.ts'
import type { NumberFields } from './store.ts'
import type { NumberView } from './view.ts'

export async function createNumber(deps: Deps, actor: Actor, input: NumberFields): Promise<NumberView> {
  const fields = await checkNumber(deps, actor, input)
  const now = deps.clock.now()
  const number = {
    ...fields,
    id: deps.ids.next('num'),
    orgId: actor.orgId,
    stoppedAt: fields.enabled ? null : now,
    stopReason: null,
    createdAt: now,
    updatedAt: now,
  }
  const audit = auditEntry(deps, actor, 'number.created', number.id, { e164: number.e164 })
  if (!(await deps.numbers.create(number, audit))) throw takenNumber(number.e164)
  return { ...number, callsToday: 0 }
}

export function takenNumber(e164: string): AppError {
  return new AppError('conflict', `${e164} is one of your numbers already.`, { e164 })
}
