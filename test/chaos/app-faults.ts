/** What can go wrong inside the app, as shares of the operations concerned: 0 never, 1 always. */
export interface AppFaults {
  /** A round trip to D1 fails, and nothing was done. */
  d1_before: number
  /** A round trip to D1 fails, and everything was done: only the answer got lost. */
  d1_after: number
  /** A round trip to D1 takes up to half a second (real). */
  d1_slow: number
  /** The queue takes no messages. */
  queue_refuses: number
  /** R2 answers no request. */
  files_fail: number
  /** The call from object to placer fails before it, or after the placer has done its work. */
  placer_before: number
  placer_after: number
  /** The line's object cannot be reached. */
  line_fails: number
  /** A command to a campaign's object fails before it, or after the object has done its work. */
  object_before: number
  object_after: number
  /** The carrier's voice log answers 503. */
  logs_fail: number
}

export const NO_APP_FAULTS: AppFaults = {
  d1_before: 0,
  d1_after: 0,
  d1_slow: 0,
  queue_refuses: 0,
  files_fail: 0,
  placer_before: 0,
  placer_after: 0,
  line_fails: 0,
  object_before: 0,
  object_after: 0,
  logs_fail: 0,
}
