import type { Actor, Deps } from '../deps.ts'
import type { Page, PageRequest } from '../page.ts'
import { type NumberView, viewNumbers } from './view.ts'

export async function listNumbers(deps: Deps, actor: Actor, page: PageRequest): Promise<Page<NumberView>> {
  const { items, nextCursor } = await deps.numbers.list(actor.orgId, page)
  return { items: await viewNumbers(deps, items), nextCursor }
}
