import { isObject, type Json, type JsonObject } from './wire.ts'

/**
 * Variables of a running SWML document. Plain paths are substituted; anything else SignalWire evaluates as JavaScript, of which the
 * sandbox understands comparisons, `!`, `&&` and `||`. What it does not understand is false, or the empty string.
 */

/** What a document can see: its own variables and parameters, the project's and the call's. */
export interface Scope {
  vars: JsonObject
  params: JsonObject
  envs: JsonObject
  call: JsonObject
}

const PATH = /^[A-Za-z_$][\w$]*(?:\.[\w$]+|\[\d+\])*$/

/** The value at a dotted path; a bare name is looked up in `vars`, then in `envs`. Unknown paths are undefined. */
export function lookup(path: string, scope: Scope): Json | undefined {
  const parts = path.replace(/\[(\d+)\]/g, '.$1').split('.')
  const head = parts[0] ?? ''
  const roots: Record<string, JsonObject> = {
    vars: scope.vars,
    params: scope.params,
    envs: scope.envs,
    call: scope.call,
  }
  const root = Object.hasOwn(roots, head) ? roots[head] : undefined
  const [start, rest]: [Json | undefined, string[]] =
    root === undefined ? [scope.vars[head] ?? scope.envs[head], parts.slice(1)] : [root, parts.slice(1)]
  let value: Json | undefined = start
  for (const part of rest) {
    if (Array.isArray(value)) value = value[Number(part)]
    else if (isObject(value)) value = value[part]
    else return undefined
  }
  return value
}

/** Replaces `${…}` and `%{…}` in every string of `value`. A string that is nothing but one path keeps its type. */
export function substitute(value: Json, scope: Scope): Json {
  if (typeof value === 'string') {
    const whole = /^[$%]\{([^{}]*)\}$/.exec(value)?.[1]?.trim()
    if (whole !== undefined && PATH.test(whole)) return lookup(whole, scope) ?? ''
    return value.replace(/[$%]\{([^{}]*)\}/g, (_all, inner: string) => textOf(evaluate(inner, scope)))
  }
  if (Array.isArray(value)) return value.map((item) => substitute(item, scope))
  if (isObject(value))
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, substitute(item, scope)]))
  return value
}

/** Whether a `when` holds. */
export function holds(condition: string, scope: Scope): boolean {
  return Boolean(evaluate(condition, scope))
}

function textOf(value: Json | undefined): string {
  if (value === undefined || value === null) return ''
  return typeof value === 'object' ? JSON.stringify(value) : String(value)
}

/** Splits at the first `operator` outside quotes; null when there is none. */
function splitAt(text: string, operator: string): [string, string] | null {
  let quote = ''
  for (let i = 0; i < text.length; i++) {
    const letter = text[i] ?? ''
    if (quote !== '') {
      if (letter === quote) quote = ''
    } else if (letter === '"' || letter === "'") quote = letter
    else if (text.startsWith(operator, i)) return [text.slice(0, i), text.slice(i + operator.length)]
  }
  return null
}

const COMPARISONS: readonly [string, (a: Json | undefined, b: Json | undefined) => boolean][] = [
  ['===', (a, b) => same(a, b)],
  ['!==', (a, b) => !same(a, b)],
  ['==', (a, b) => same(a, b)],
  ['!=', (a, b) => !same(a, b)],
  ['>=', (a, b) => Number(a) >= Number(b)],
  ['<=', (a, b) => Number(a) <= Number(b)],
  ['>', (a, b) => Number(a) > Number(b)],
  ['<', (a, b) => Number(a) < Number(b)],
]

function same(a: Json | undefined, b: Json | undefined): boolean {
  if (typeof a === typeof b) return a === b
  return textOf(a) === textOf(b)
}

function evaluate(source: string, scope: Scope): Json | undefined {
  const text = source.trim()
  const either = splitAt(text, '||')
  if (either) {
    const left = evaluate(either[0], scope)
    return left ? left : evaluate(either[1], scope)
  }
  const both = splitAt(text, '&&')
  if (both) {
    const left = evaluate(both[0], scope)
    return left ? evaluate(both[1], scope) : left
  }
  for (const [operator, compare] of COMPARISONS) {
    const sides = splitAt(text, operator)
    if (sides) return compare(evaluate(sides[0], scope), evaluate(sides[1], scope))
  }
  if (text.startsWith('!')) return !evaluate(text.slice(1), scope)
  if (text.startsWith('(') && text.endsWith(')')) return evaluate(text.slice(1, -1), scope)
  const quoted = /^(['"])(.*)\1$/.exec(text)
  if (quoted) return quoted[2] ?? ''
  if (text === 'true' || text === 'false') return text === 'true'
  if (text === 'null' || text === 'undefined' || text === '') return undefined
  if (/^-?\d+(\.\d+)?$/.test(text)) return Number(text)
  return PATH.test(text) ? lookup(text, scope) : undefined
}
