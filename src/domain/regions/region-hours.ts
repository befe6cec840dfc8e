import type { HoursRule } from '../hours-rule.ts'

/**
 * The rules about hours of the regions a person may be in; all apply. The one seam for state and country law:
 * `windowAt` enforces what this returns and `laneKey` tells lanes apart by its ids. No region has rules of its own yet.
 */
export function regionHours(_regions: readonly string[]): readonly HoursRule[] {
  return []
}
