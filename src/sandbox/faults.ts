import { z } from 'zod'

/** What the sandbox can be told to do wrong. */

/** 0 never, 1 always; `true` and `false` are read as 1 and 0. */
const Rate = z.union([z.number().min(0).max(1), z.boolean().transform(Number)])

export const Faults = z.strictObject({
  /** The dial is answered 500 and there is no call. */
  dial_500: Rate,
  /** The dial is answered 429 and there is no call. */
  dial_429: Rate,
  /** The call is placed, but the answer takes `dial_timeout_seconds` and then is a 504. */
  dial_timeout_after_accept: Rate,
  /** Real seconds. */
  dial_timeout_seconds: z.number().min(0).max(300),
  /** A bare 502, as from a proxy that cannot connect, and there is no call. */
  dial_refuse_connection: Rate,
  /** The dial is refused for good with a code that is not about the phone, and there is no call. */
  dial_not_routable: Rate,
  /** A callback is never sent. Functions and `request` are not affected: a script waits for those. */
  drop_callbacks: Rate,
  /** A callback is sent twice. */
  duplicate_callbacks: Rate,
  /** All callbacks of a call are kept until its end and sent last to first. */
  reverse_callbacks: Rate,
  /** Each callback is late by between nothing and this many sandbox seconds. */
  delay_callbacks_seconds: z.number().min(0).max(86_400),
  /** The AI's report is unusable, in one of five ways. */
  malformed_post_prompt: Rate,
})
export type Faults = z.infer<typeof Faults>

export const FaultChange = Faults.partial()
export type FaultChange = z.infer<typeof FaultChange>

export const NO_FAULTS: Faults = {
  dial_500: 0,
  dial_429: 0,
  dial_timeout_after_accept: 0,
  dial_timeout_seconds: 30,
  dial_refuse_connection: 0,
  dial_not_routable: 0,
  drop_callbacks: 0,
  duplicate_callbacks: 0,
  reverse_callbacks: 0,
  delay_callbacks_seconds: 0,
  malformed_post_prompt: 0,
}
