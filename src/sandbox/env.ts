import type { ClockSettings } from './clock.ts'
import { DEFAULT_PROJECT_ID } from './wire.ts'

/** What the sandbox reads of the Worker's environment. Everything is optional but the object's binding. */
export interface SandboxEnv {
  SANDBOX_WORLD: DurableObjectNamespace
  /** `on` in the product's own Worker; not set when the sandbox is a process of its own. */
  SANDBOX?: string
  /** Where this Worker is reached; callbacks to this origin stay inside it. */
  PUBLIC_URL?: string
  SANDBOX_SPEED?: string
  /** ISO instant. */
  SANDBOX_START?: string
  /** Real epoch ms at which sandbox time was SANDBOX_START; default: when the world first ran. */
  SANDBOX_ANCHOR?: string
  /** Calls a second (sandbox time) beyond which a dial is answered 429; default: no limit. */
  SANDBOX_CPS?: string
  /** Numbers we own, comma separated. When set, a dial from any other number is refused. */
  SANDBOX_NUMBERS?: string
  SIGNALWIRE_PROJECT_ID?: string
  SIGNALWIRE_API_TOKEN?: string
  SIGNALWIRE_SIGNING_KEY?: string
}

export const DEFAULT_SPEED = 60
/** Where `npm start` serves. */
export const DEFAULT_PUBLIC_URL = 'http://localhost:8787'
/** Monday, 10:00 in New York. */
export const DEFAULT_START = '2026-11-23T15:00:00Z'

function finite(text: string | undefined, fallback: number): number {
  const value = text === undefined || text === '' ? Number.NaN : Number(text)
  return Number.isFinite(value) ? value : fallback
}

/** The clock the environment asks for; `firstRunMs` (real) is the anchor when none is given. */
export function readClock(env: SandboxEnv, firstRunMs: number): ClockSettings {
  const startMs = Date.parse(env.SANDBOX_START || DEFAULT_START)
  const speed = finite(env.SANDBOX_SPEED, DEFAULT_SPEED)
  return {
    startMs: Number.isNaN(startMs) ? Date.parse(DEFAULT_START) : startMs,
    anchorMs: finite(env.SANDBOX_ANCHOR, firstRunMs),
    speed: speed > 0 ? speed : DEFAULT_SPEED,
  }
}

/** The origin that is this Worker itself; null when it has none to be called back at. */
export function ownOrigin(env: SandboxEnv): string | null {
  const url = env.PUBLIC_URL || (env.SANDBOX === 'on' ? DEFAULT_PUBLIC_URL : '')
  return URL.canParse(url) ? new URL(url).origin : null
}

/** Whether nobody but this machine can reach an origin. */
export function isThisMachine(origin: string): boolean {
  return /^(?:localhost|.*\.localhost|127(?:\.\d+){3}|\[::1\])$/.test(new URL(origin).hostname)
}

/** Calls a second allowed, or null for no limit. */
export function readCps(env: SandboxEnv): number | null {
  const cps = finite(env.SANDBOX_CPS, 0)
  return cps > 0 ? cps : null
}

/** The numbers we own, when the environment names them. */
export function readNumbers(env: SandboxEnv): string[] | null {
  const numbers = (env.SANDBOX_NUMBERS ?? '')
    .split(',')
    .map((number) => number.trim())
    .filter((number) => number !== '')
  return numbers.length > 0 ? numbers : null
}

/** How the product in the same Worker knows the sandbox. */
export const IN_PROCESS = 'http://sandbox.internal'

/** Calls and texts to us are signed in any case: with this key, which is no secret, when the environment has none. */
export const SANDBOX_SIGNING_KEY = 'sandbox-signing-key-of-no-secrecy'

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i

/** Project ids are UUIDs on the wire; a made-up credential is replaced so that payloads stay valid. */
export function projectIdOf(env: SandboxEnv): string {
  const id = env.SIGNALWIRE_PROJECT_ID
  return id && UUID.test(id) ? id : DEFAULT_PROJECT_ID
}

/** Checks Basic credentials: the configured ones, or any that are not empty when none are configured. */
export function isAuthorized(env: SandboxEnv, header: string | undefined): boolean {
  const encoded = /^Basic\s+(\S+)$/i.exec(header ?? '')?.[1]
  if (encoded === undefined) return false
  let text: string
  try {
    text = atob(encoded)
  } catch {
    return false
  }
  const colon = text.indexOf(':')
  if (colon < 1 || colon === text.length - 1) return false
  const user = text.slice(0, colon)
  const password = text.slice(colon + 1)
  return (
    (!env.SIGNALWIRE_PROJECT_ID || env.SIGNALWIRE_PROJECT_ID === user) &&
    (!env.SIGNALWIRE_API_TOKEN || env.SIGNALWIRE_API_TOKEN === password)
  )
}
