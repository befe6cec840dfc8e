/** One page of a list asked for: `cursor` is what the page before returned, opaque to everyone but the store. */
export interface PageRequest {
  limit: number
  cursor: string | null
}

export interface Page<T> {
  items: T[]
  nextCursor: string | null
}
