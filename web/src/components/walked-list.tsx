import { IconSearch } from '@tabler/icons-react'
import type { UseQueryResult } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import type { Page } from '../api/client.ts'
import { Pager, SearchOn, type usePager } from './pager.tsx'
import { Empty, ErrorState, Loading } from './states.tsx'

interface Props<T> {
  query: UseQueryResult<Page<T>>
  pager: ReturnType<typeof usePager>
  /** What is said when the part that was looked through holds nothing, and there is more. */
  searchOn: { title: string; text: string }
  /** What is shown when there is nothing at all. */
  empty: ReactNode
  /** How many rows stand in for the list while it loads. */
  loadingRows?: number
  /** How many rows a page may have, where that can be chosen. */
  sizes?: number[]
  children: (rows: T[]) => ReactNode
}

/** A long list that is looked through page by page, and what it can be instead. */
export function WalkedList<T>({ query, pager, searchOn, empty, loadingRows, sizes, children }: Props<T>) {
  if (query.isPending) return <Loading rows={loadingRows} />
  if (!query.data) return <ErrorState error={query.error} onRetry={() => query.refetch()} />
  const { data: rows, next_cursor: nextCursor } = query.data
  if (rows.length > 0)
    return (
      <>
        {children(rows)}
        <Pager pager={pager} nextCursor={nextCursor} shown={rows.length} sizes={sizes} />
      </>
    )
  return (
    <>
      {nextCursor ? (
        <Empty icon={<IconSearch />} title={searchOn.title} action={<SearchOn pager={pager} nextCursor={nextCursor} />}>
          {searchOn.text}
        </Empty>
      ) : (
        empty
      )}
      {pager.page > 1 && <Pager pager={pager} nextCursor={nextCursor} shown={0} />}
    </>
  )
}
