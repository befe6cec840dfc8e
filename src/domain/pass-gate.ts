/**
 * When a breadth-first campaign goes on to its next pass: the retry interval after nothing of the open passes is left to be dialed
 * (1-product §3). Per-contact campaigns have no gate: each lead carries its own due time.
 */
export interface PassGate {
  /** Leads of this pass and those before it may be dialed. From 1. */
  openPass: number
  /**
   * Epoch ms since when the open passes have been empty; null while they are not. Once set it stays until the next pass opens: leads
   * that arrive meanwhile are dialed, but cannot put off everybody else for ever.
   */
  emptySince: number | null
}

export const FIRST_GATE: PassGate = { openPass: 1, emptySince: null }

/**
 * @param facts.left leads waiting in open passes, also in closed lanes; not those held back by an instant of their own (a callback
 *   that is not due, a cap that has to free), which would hold up everybody else
 * @param facts.inFlight calls of open passes not yet settled
 * @param facts.nextPass the lowest pass beyond the open ones in which a lead waits; null: none
 * @returns the gate as it is now, and when the next pass opens (null: not known yet, or there is none)
 */
export function passGate(
  gate: PassGate,
  facts: { left: number; inFlight: number; nextPass: number | null },
  retryIntervalMinutes: number,
  now: number,
): { gate: PassGate; opensAt: number | null } {
  if (facts.nextPass === null) return { gate: { ...gate, emptySince: null }, opensAt: null }
  const empty = facts.left === 0 && facts.inFlight === 0
  const emptySince = gate.emptySince ?? (empty ? now : null)
  if (emptySince === null) return { gate, opensAt: null }
  const opensAt = emptySince + retryIntervalMinutes * 60_000
  if (now < opensAt) return { gate: { ...gate, emptySince }, opensAt }
  return { gate: { openPass: facts.nextPass, emptySince: null }, opensAt: null }
}
