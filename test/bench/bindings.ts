import type { Bindings } from '../../src/env.ts'
import type { CallMix } from './call-mix.ts'
import type { QueueBench } from './queue-bench.ts'

export interface BenchBindings extends Bindings {
  QUEUE_BENCH: DurableObjectNamespace<QueueBench>
  /** `on`: rows and requests are counted, which costs time; such a run is not timed. */
  BENCH_COUNT?: string
  /** Who answers: people (the default), or the usual mix of nobody, machines, busy lines and people. */
  BENCH_MIX?: CallMix
  /** How long a call lasts, in real ms; default 0. */
  BENCH_CALL_MS?: string
}
