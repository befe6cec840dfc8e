import { type AppFaults, NO_APP_FAULTS } from './app-faults.ts'

/** Faults come and go in phases; each phase has its own on both sides of the wire. */
export interface Phase {
  name: string
  app: Partial<AppFaults>
  /** As the sandbox takes them (POST /sandbox/faults). */
  carrier: Record<string, number>
}

export const CALM: Phase = { name: 'calm', app: {}, carrier: {} }

export const PHASES: readonly Phase[] = [
  CALM,
  { name: 'late callbacks', app: {}, carrier: { delay_callbacks_seconds: 240 } },
  { name: 'repeated callbacks', app: {}, carrier: { duplicate_callbacks: 0.4, delay_callbacks_seconds: 30 } },
  { name: 'reversed callbacks', app: {}, carrier: { reverse_callbacks: 0.5, duplicate_callbacks: 0.2 } },
  { name: 'lost callbacks', app: {}, carrier: { drop_callbacks: 0.3 } },
  { name: 'lost dial answers', app: {}, carrier: { dial_timeout_after_accept: 0.25, dial_timeout_seconds: 0.5 } },
  { name: 'very late dial answers', app: {}, carrier: { dial_timeout_after_accept: 0.1, dial_timeout_seconds: 11 } },
  { name: 'refusals', app: {}, carrier: { dial_429: 0.15, dial_500: 0.15, dial_refuse_connection: 0.1 } },
  { name: 'D1 fails', app: { d1_before: 0.03, d1_after: 0.03, d1_slow: 0.05 }, carrier: {} },
  { name: 'D1 is away', app: { d1_before: 0.5, d1_after: 0.1 }, carrier: {} },
  { name: 'full queue', app: { queue_refuses: 1 }, carrier: {} },
  { name: 'R2 fails', app: { files_fail: 0.5 }, carrier: {} },
  { name: 'lost placers', app: { placer_before: 0.1, placer_after: 0.1 }, carrier: {} },
  { name: 'lost objects', app: { object_before: 0.08, object_after: 0.08, line_fails: 0.2 }, carrier: {} },
  {
    name: 'a blind watchdog',
    app: { logs_fail: 0.4 },
    carrier: { drop_callbacks: 0.4, dial_timeout_after_accept: 0.1, dial_timeout_seconds: 0.3 },
  },
  {
    name: 'storm',
    app: {
      d1_before: 0.01,
      d1_after: 0.01,
      d1_slow: 0.02,
      queue_refuses: 0.2,
      files_fail: 0.1,
      placer_before: 0.03,
      placer_after: 0.03,
      line_fails: 0.05,
      object_before: 0.02,
      object_after: 0.02,
      logs_fail: 0.1,
    },
    carrier: {
      dial_429: 0.05,
      dial_500: 0.05,
      dial_refuse_connection: 0.03,
      dial_timeout_after_accept: 0.05,
      dial_timeout_seconds: 1,
      drop_callbacks: 0.1,
      duplicate_callbacks: 0.1,
      reverse_callbacks: 0.1,
      delay_callbacks_seconds: 60,
    },
  },
]

export const appFaultsOf = (phase: Phase): AppFaults => ({ ...NO_APP_FAULTS, ...phase.app })
