import type { Call, HeldCallback } from './call.ts'
import type { Faults } from './faults.ts'
import { share } from './hash.ts'
import type { DueEvent } from './store.ts'

/** When, how often and in which order the callbacks of a call leave, given what the call and the faults say. Pure. */

type Scheduled = Omit<DueEvent, 'seq'>

/** A second after everything is over, held callbacks leave at this distance (sandbox ms). */
const RELEASE_AFTER_MS = 1000
const RELEASE_GAP_MS = 250

/** Turns callbacks of a call into events; those of a reversed call are kept on the call until `releaseHeld`. */
export function emit(call: Call, callbacks: HeldCallback[], faults: Faults): { events: Scheduled[]; dropped: number } {
  if (call.behaviour === 'silent') return { events: [], dropped: 0 }
  const kept = callbacks.filter((item) => share(keyOf(call, item, 'drop')) >= faults.drop_callbacks)
  const dropped = callbacks.length - kept.length
  if (call.reversed) {
    call.held.push(...kept)
    return { events: [], dropped }
  }
  const events = kept.flatMap((item) => {
    const lateMs = Math.floor(share(keyOf(call, item, 'late')) * faults.delay_callbacks_seconds * 1000)
    return copies(call, item, faults).map(() => eventOf(call, item, item.at + lateMs))
  })
  return { events, dropped }
}

/** Lets the held callbacks of an ended call go, last to first. */
export function releaseHeld(call: Call, faults: Faults): Scheduled[] {
  const ordered = call.held
    .map((item, place) => ({ item, place }))
    .sort((a, b) => b.item.at - a.item.at || b.place - a.place)
    .flatMap(({ item }) => copies(call, item, faults).map(() => item))
  call.held = []
  const from = Math.max(call.endAt ?? 0, ...ordered.map((item) => item.at)) + RELEASE_AFTER_MS
  return ordered.map((item, n) => eventOf(call, item, from + n * RELEASE_GAP_MS))
}

function copies(call: Call, item: HeldCallback, faults: Faults): number[] {
  const twice = call.behaviour === 'echo' || share(keyOf(call, item, 'twice')) < faults.duplicate_callbacks
  return twice ? [1, 2] : [1]
}

function keyOf(call: Call, item: HeldCallback, about: string): string {
  return `${about}:${call.id}:${item.kind}:${item.at}:${String(item.detail.event ?? item.detail.state ?? '')}`
}

function eventOf(call: Call, item: HeldCallback, dueAt: number): Scheduled {
  return {
    dueAt,
    callId: call.id,
    kind: item.kind,
    occursAt: item.at,
    epoch: call.epoch,
    tries: 0,
    detail: item.detail,
  }
}
