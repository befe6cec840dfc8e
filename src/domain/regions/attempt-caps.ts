import type { RegionOptions } from './region-hours.ts'
import type { AttemptCap } from './region-rule.ts'
import { findRegion } from './region-rules.ts'

/** The limits on attempts of the regions a person may be in; all apply. */
export function attemptCaps(regions: readonly string[], { aiVoice, consented }: RegionOptions): readonly AttemptCap[] {
  const caps = new Map<string, AttemptCap>()
  for (const region of regions) {
    const entry = findRegion(region)
    if (!entry) continue
    const live = consented && entry.liftedByConsent ? [] : entry.attempts
    for (const cap of aiVoice ? [...live, ...entry.aiVoiceAttempts] : live) caps.set(cap.id, cap)
  }
  return [...caps.values()]
}
