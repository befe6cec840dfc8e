/** A file as people send it, and what has to become of it. */
export interface ListCase {
  name: string
  /** What is odd about it. */
  how: string
  make(): Uint8Array | Promise<Uint8Array>
  /** Of the upload: `?sheet=…`. */
  query?: string
  expected: Expected
}

export interface Expected {
  /** The door refuses the file: words of the answer. */
  refused?: string
  /** The import fails: words of what it says. */
  failure?: string
  /** Names with their first usable phone, in order. */
  people?: [name: string, phone: string | null][]
  /** What else is known of the first person. */
  variables?: Record<string, string>
  rejected?: number
  duplicate?: number
  skipped?: number
  /** `line code` of everything that is said of rows. */
  notes?: string[]
}

/** As it travels to the tests. */
export interface ComposedList extends Omit<ListCase, 'make'> {
  /** gzip, base64: ten megabytes of one letter are a few bytes. */
  packed: string
}
