import { AppError } from '../../domain/errors.ts'
import type { Actor, Deps } from '../deps.ts'
import { type NumberView, viewNumbers } from './view.ts'

export async function getNumber(deps: Deps, actor: Actor, id: string): Promise<NumberView> {
  const number = await deps.numbers.find(actor.orgId, id)
  const [view] = number ? await viewNumbers(deps, [number]) : []
  if (!view) throw new AppError('not_found', 'There is no such number.')
  return view
}
