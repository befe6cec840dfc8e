/** Sandbox time: `startMs` at the real instant `anchorMs`, then `speed` times as fast. Pure; both ways. */
export interface ClockSettings {
  /** Sandbox epoch ms at the anchor. */
  startMs: number
  /** Real epoch ms at which sandbox time was `startMs`. */
  anchorMs: number
  speed: number
}

/** Sandbox time (epoch ms, whole) at the real instant `realMs`. */
export function sandboxNow(clock: ClockSettings, realMs: number): number {
  return Math.floor(clock.startMs + (realMs - clock.anchorMs) * clock.speed)
}

/** The first real instant (epoch ms, whole) at which sandbox time has reached `sandboxMs`. */
export function toReal(clock: ClockSettings, sandboxMs: number): number {
  return Math.ceil(clock.anchorMs + (sandboxMs - clock.startMs) / clock.speed)
}
