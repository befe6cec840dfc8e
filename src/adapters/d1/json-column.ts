/** Reads a JSON column. The stores are its only writers, so text that does not parse is a broken row and must be loud. */
export function readJson<T>(text: string): T {
  return JSON.parse(text) as T
}

/** For what is shown in a list: a broken row is shown without what cannot be read and hides nobody else. Whoever works on it is loud. */
export function readOr<T>(read: () => T, otherwise: T): T {
  try {
    return read()
  } catch {
    return otherwise
  }
}

/** A list as one bound value: `x IN (SELECT value FROM json_each(?))`. D1 allows 100 bound values a statement. */
export function bindList(values: readonly (string | number)[]): string {
  return JSON.stringify(values)
}
