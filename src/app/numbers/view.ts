import { localAt } from '../../domain/local-time.ts'
import type { Deps } from '../deps.ts'
import type { CallerNumber } from './store.ts'

/** A number with the calls it has made today, its own day. */
export type NumberView = CallerNumber & { callsToday: number }

export async function viewNumbers(deps: Deps, numbers: CallerNumber[]): Promise<NumberView[]> {
  const now = deps.clock.now()
  const calls = await deps.numbers.callsOn(
    numbers.map((number) => ({ numberId: number.id, day: localAt(number.zone, now).date })),
  )
  return numbers.map((number) => ({ ...number, callsToday: calls.get(number.id) ?? 0 }))
}
