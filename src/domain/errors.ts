/**
 * What a caller can cause, in a dozen stable codes. `entry/http` maps each code to one problem+json type in an exhaustive
 * switch; clients may rely on the code, never on the message. Expected outcomes of the product are result unions, not these.
 */
export const APP_ERROR_CODES = [
  /** The request cannot be read: broken JSON, an unknown query parameter, a cursor that is not ours. */
  'bad_request',
  'unauthorized',
  'forbidden',
  /** Does not exist, or belongs to another organization: the two are not told apart. */
  'not_found',
  /** Somebody else changed it first, or it exists already. */
  'conflict',
  /** The action does not fit the state the thing is in. Details: status, allowed_from. */
  'not_allowed',
  /** The action needs something first. Details: missing, a list of names. */
  'missing_requirements',
  /** The setting is locked while the campaign runs. Details: fields. */
  'locked',
  /** Cannot be deleted while campaigns use it. Details: campaigns. */
  'in_use',
  'too_large',
  'unsupported_media_type',
  /** Readable, but a field breaks a rule. Details: errors, a list of FieldError. */
  'unprocessable',
  /** Details: retry_after_seconds. */
  'rate_limited',
  /** The same Idempotency-Key with another body. */
  'idempotency_mismatch',
  /** A part we depend on is away; the same request may work later. */
  'unavailable',
] as const
export type AppErrorCode = (typeof APP_ERROR_CODES)[number]

/** What is wrong with one field. */
export interface FieldError {
  /** RFC 6901 JSON pointer into the request body, e.g. `/settings/retry/interval_minutes`. */
  pointer: string
  message: string
}

export class AppError extends Error {
  readonly code: AppErrorCode
  /** Machine-readable, safe to show to the caller: no secrets, no other tenant's data. */
  readonly details: Record<string, unknown>

  constructor(code: AppErrorCode, message: string, details: Record<string, unknown> = {}) {
    super(message)
    this.name = 'AppError'
    this.code = code
    this.details = details
  }
}

/** A path of keys and indexes as an RFC 6901 JSON pointer; the empty path is the whole document, ''. */
export function jsonPointer(path: readonly PropertyKey[]): string {
  return path.map((part) => `/${String(part).replaceAll('~', '~0').replaceAll('/', '~1')}`).join('')
}
