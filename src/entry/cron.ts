import { retryEvents } from '../app/calls/retry-event.ts'
import { sweep } from '../app/campaigns/sweep.ts'
import type { Deps } from '../app/deps.ts'
import { resumeErasures } from '../app/erasures/run.ts'
import { resumeStalledUndos } from '../app/imports/process-undo.ts'
import { resumeStalledImports } from '../app/imports/resume-stalled.ts'
import { closeOverdueInbound } from '../app/inbound/close-overdue.ts'
import { sweepLedger } from '../app/ledger/sweep-ledger.ts'
import { takeUpMails } from '../app/mails/take-up.ts'
import { SEAL_AGAIN_SECONDS, sealDueProofs } from '../app/proof/seal-due.ts'
import { resumeStalledSuppressionImports } from '../app/suppression-imports/resume-stalled.ts'
import { sweepUploads } from '../app/uploads/sweep.ts'
import { deliverDueWebhooks } from '../app/webhooks/deliver-due.ts'
import { describeError } from '../domain/stuck-item.ts'

export type CronDeps = Deps & {
  dialing: Parameters<typeof sweep>[0]['dialing'] & Parameters<typeof sweepLedger>[0]['dialing']
}

/** One thing the cron trigger does every minute. What it returns is kept with its run. */
export interface Job {
  /** snake_case; stays the same, since alerts go by it. */
  name: string
  run: (deps: CronDeps) => Promise<unknown>
}

/** In this order, one after the other; the trigger has 15 minutes, each of these takes seconds. */
export const JOBS: readonly Job[] = [
  { name: 'sweep', run: sweep },
  { name: 'retry_events', run: retryEvents },
  { name: 'sweep_ledger', run: sweepLedger },
  { name: 'close_inbound', run: closeOverdueInbound },
  { name: 'resume_imports', run: (deps) => resumeStalledImports(deps) },
  { name: 'resume_undos', run: resumeStalledUndos },
  { name: 'resume_suppression_imports', run: (deps) => resumeStalledSuppressionImports(deps) },
  { name: 'take_up_mails', run: takeUpMails },
  { name: 'sweep_uploads', run: sweepUploads },
  { name: 'deliver_webhooks', run: deliverDueWebhooks },
  { name: 'seal_proofs', run: sealDueProofs },
  { name: 'resume_erasures', run: resumeErasures },
  // And once between two runs, so that no permit waits a whole minute.
  { name: 'seal_again', run: (deps) => deps.queues.seal(SEAL_AGAIN_SECONDS) },
]

/** Runs every job by itself: one that fails stops none of the others. Each leaves word of its last run. */
export async function runJobs(deps: CronDeps, jobs: readonly Job[] = JOBS): Promise<void> {
  const { clock, log, operations } = deps
  for (const { name, run } of jobs) {
    const startedAt = clock.now()
    let error: string | null = null
    let details: Record<string, unknown> = {}
    try {
      details = detailsOf(await run(deps))
      log.info('job.finished', { job: name, details })
    } catch (thrown) {
      error = describeError(thrown)
      log.error('job.failed', { job: name, error })
    }
    await operations
      .saveRun({ name, startedAt, finishedAt: clock.now(), error, details })
      .catch((thrown: unknown) => log.error('job.not_noted', { job: name, error: describeError(thrown) }))
  }
}

function detailsOf(result: unknown): Record<string, unknown> {
  if (typeof result === 'number') return { count: result }
  return typeof result === 'object' && result !== null ? { ...result } : {}
}
