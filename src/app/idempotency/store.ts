/** What became of a request that carried an `Idempotency-Key`. */
export type Claim =
  /** The key is new (or older than its keep) and now belongs to this request. */
  | { state: 'claimed' }
  | { state: 'under_way'; requestHash: string }
  | { state: 'answered'; requestHash: string; status: number; body: string }

export interface Keep {
  /** Keys claimed before do not count any more. */
  expiredBefore: number
  /** Claimed before and still without an answer: the request that had it died. */
  deadBefore: number
}

export interface IdempotencyStore {
  /** Takes the key for this request, in one conditional insert, or tells who has it. */
  claim(orgId: string, key: string, requestHash: string, now: number, keep: Keep): Promise<Claim>
  complete(orgId: string, key: string, status: number, body: string): Promise<void>
  /** Gives the key back after a failure that says nothing about the request. */
  release(orgId: string, key: string): Promise<void>
}
