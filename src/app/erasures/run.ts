import { describeError } from '../../domain/stuck-item.ts'
import { transcriptKey } from '../calls/take-callback.ts'
import type { Deps } from '../deps.ts'
import { importIdOf } from '../uploads/get.ts'
import { findsPerson } from './find-in-files.ts'
import { ERASURE_STEPS, type Erasure, type ErasureStep } from './store.ts'

/** Slices of one run: some seconds. */
const SLICES = 50
/** Real seconds until it is tried again what could not be done yet. */
const LATER_SECONDS = 30
const RUNNING = 100

/**
 * Goes on with an erasure until it is through or has worked long enough. Every slice can be done twice, and where it stands is kept after
 * each, so that it may be killed anywhere and run twice at once.
 */
export async function runErasure(deps: Deps, orgId: string, id: string): Promise<void> {
  for (let slices = 0; slices < SLICES; slices += 1) {
    const erasure = await deps.erasures.find(orgId, id)
    if (!erasure || erasure.status === 'completed' || erasure.progress.target === null) return
    const { step } = erasure.progress
    const after = await doSlice(deps, erasure, step)
    if (after === 'later') return await deps.queues.erase(orgId, id, LATER_SECONDS)
    const next = after === null ? ERASURE_STEPS[ERASURE_STEPS.indexOf(step) + 1] : step
    if (next === undefined) return await deps.erasures.finish(erasure, deps.clock.now())
    await deps.erasures.advance(erasure, next, after ?? '')
  }
  await deps.queues.erase(orgId, id)
}

/** Whatever message got lost. One that fails is reported, tried again next time, and does not hold up the others. */
export async function resumeErasures(deps: Deps): Promise<number> {
  const running = await deps.erasures.listRunning(RUNNING)
  for (const { orgId, id } of running) {
    try {
      await runErasure(deps, orgId, id)
    } catch (error) {
      deps.log.error('erasure.failed', { org_id: orgId, erasure_id: id, error: describeError(error) })
    }
  }
  return running.length
}

/** Where the next slice begins; null: the step is through; `later`: something has to happen first. Counts go into the erasure. */
async function doSlice(deps: Deps, erasure: Erasure, step: ErasureStep): Promise<string | null | 'later'> {
  const now = deps.clock.now()
  switch (step) {
    case 'attempts': {
      const { found, after, unsealed } = await deps.erasures.readAttempts(erasure)
      const keys = found.map((attempt) => transcriptKey(attempt.campaignId, attempt.id))
      await deleteFiles(deps, erasure, keys, found)
      if (found.length > 0)
        await deps.erasures.eraseAttempts(
          erasure,
          found.map((attempt) => attempt.id),
          now,
        )
      return unsealed ? 'later' : after
    }
    case 'inbound': {
      const { found, after } = await deps.erasures.readInbound(erasure)
      const keys = found.flatMap((it) => it.transcriptKey ?? [])
      await deleteFiles(deps, erasure, keys, found)
      if (found.length > 0)
        await deps.erasures.eraseInbound(
          erasure,
          found.map((it) => it.id),
        )
      return after
    }
    case 'imports':
      return await doImport(deps, erasure, now)
    case 'uploads':
      return await doUpload(deps, erasure)
    default:
      return (await deps.erasures.eraseTexts(erasure, step, now)).after
  }
}

async function deleteFiles(
  deps: Deps,
  { progress }: Erasure,
  transcripts: string[],
  recorded: { recordingUrl: string | null }[],
): Promise<void> {
  if (transcripts.length > 0) await deps.files.delete(transcripts)
  progress.transcripts += transcripts.length
  for (const { recordingUrl } of recorded) {
    if (recordingUrl === null) continue
    if (await deps.recordings.remove(recordingUrl)) progress.recordings += 1
    else if (!progress.recordingsLeft.includes(recordingUrl)) progress.recordingsLeft.push(recordingUrl)
  }
}

/** Lists that hold the person are deleted as a whole, with what was reported of their rows: a file cannot be changed without being forged. */
async function doImport(deps: Deps, erasure: Erasure, now: number): Promise<string | null | 'later'> {
  const { orgId, progress } = erasure
  const { found, after } = await deps.erasures.readImport(erasure)
  for (const entry of found) {
    if (entry.fileDeletedAt !== null) continue
    const keys = [
      ...(await deps.files.list(`${orgId}/imports/${entry.id}/`)),
      ...(await deps.files.list(entry.fileKey)),
    ]
    if (entry.mailFileKey !== null) keys.push(...(await deps.files.list(entry.mailFileKey)))
    const { target } = progress
    const isTheirs = target!.importIds.includes(entry.id) || (await findsPerson(deps.files, keys, target!))
    if (!isTheirs) continue
    // It is being read: deleted under its reader it would fail.
    if (!entry.isOver) return 'later'
    await deps.files.delete(keys)
    await deps.erasures.eraseImport(orgId, entry.id, now)
    if (!progress.imports.includes(entry.id)) progress.imports.push(entry.id)
  }
  return after
}

/** A list nobody has imported yet: whoever looks at it uploads it again. */
async function doUpload(deps: Deps, erasure: Erasure): Promise<string | null> {
  const { found, after } = await deps.erasures.readUpload(erasure)
  for (const { id, fileKey } of found) {
    // An import reads it by now, and was looked at before.
    if (await deps.imports.find(erasure.orgId, importIdOf(id))) continue
    const keys = await deps.files.list(fileKey)
    if (!(await findsPerson(deps.files, keys, erasure.progress.target!))) continue
    await deps.files.delete(keys)
    await deps.erasures.deleteUpload(erasure.orgId, id)
  }
  return after
}
