import { AppError } from '../../domain/errors.ts'

type Part = string | number | null

/** What a list cursor is to its caller: opaque. Inside: the sort values of the last row, so that paging costs a seek, not an offset. */
export function encodeCursor(parts: Part[]): string {
  const bytes = new TextEncoder().encode(JSON.stringify(parts))
  return btoa(String.fromCharCode(...bytes))
    .replaceAll('+', '-')
    .replaceAll('/', '_')
    .replaceAll('=', '')
}

/** Throws AppError when the text is not a cursor with `length` parts. */
export function decodeCursor(cursor: string, length: number): Part[] {
  try {
    const binary = atob(cursor.replaceAll('-', '+').replaceAll('_', '/'))
    const parts: unknown = JSON.parse(new TextDecoder().decode(Uint8Array.from(binary, (char) => char.charCodeAt(0))))
    if (
      Array.isArray(parts) &&
      parts.length === length &&
      parts.every((part) => part === null || typeof part === 'string' || typeof part === 'number')
    )
      return parts
  } catch {
    // falls through to the one refusal
  }
  throw new AppError('bad_request', 'The cursor is not one that this list returned.', {
    errors: [{ parameter: 'cursor', message: 'not a cursor of this list' }],
  })
}

/** Cuts a page out of `limit + 1` rows. */
export function cutPage<R, T>(
  rows: R[],
  limit: number,
  read: (row: R) => T,
  cursorOf: (row: R) => Part[],
): { items: T[]; nextCursor: string | null } {
  const shown = rows.slice(0, limit)
  const last = shown.at(-1)
  return { items: shown.map(read), nextCursor: rows.length > limit && last ? encodeCursor(cursorOf(last)) : null }
}
