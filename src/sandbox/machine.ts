import { end, fail, type Outgoing, type Party, type Pause, type Run, resolve, scopeOf } from './run.ts'
import { asObject, hasSection, instructionsOf, jump, readInstruction, sectionFrame } from './script.ts'
import { holds, lookup, substitute } from './swml-values.ts'
import { parseDocument } from './validate.ts'
import { verbs } from './verbs.ts'
import { isObject, type Json, type JsonObject } from './wire.ts'

/**
 * Runs SWML as far as it goes without asking anybody: pure, from one pause to the next. Time passes by computation: a verb that
 * lasts moves `run.at` on.
 */

const MAX_STEPS = 5000
/** SignalWire allows 32 transfers a call. */
const MAX_TRANSFERS = 32

/** Works through the script until it has to wait or the call ends. Changes `run`. */
export function advance(run: Run, party: Party): { outgoing: Outgoing[]; pause: Pause } {
  const outgoing: Outgoing[] = []
  let pause: Pause | null = null
  for (let steps = 0; pause === null; steps++) {
    if (run.at >= run.endsBy) pause = end(run.endsBy, 'max_duration')
    else if (steps > MAX_STEPS) pause = fail(run, 'the script does not end')
    else pause = step(run, party, outgoing)
  }
  run.pause = pause
  return { outgoing, pause }
}

function step(run: Run, party: Party, out: Outgoing[]): Pause | null {
  const frame = run.stack.at(-1)
  if (!frame) return end(run.at, 'hangup')
  const list = instructionsOf(run.documents, frame) ?? []
  if (frame.next >= list.length) {
    run.stack.pop()
    return null
  }
  const place = frame.next++
  const instruction = readInstruction(list[place])
  if (!instruction) return fail(run, 'an instruction is not an object')
  const branch = branchVerbs[instruction.verb]
  if (branch) return branch(instruction.value, run, party, [...frame.path, place, instruction.verb], frame.document)
  const verb = verbs[instruction.verb]
  if (verb) return verb(instruction.value, run, party, out)
  // Verbs the sandbox does not act out take no time and succeed.
  run.vars[`${instruction.verb}_result`] = 'success'
  return null
}

type Branch = (value: Json, run: Run, party: Party, path: (string | number)[], document: number) => Pause | null

/** Verbs that choose where to go on; they need their own place in the document. */
const branchVerbs: Record<string, Branch> = {
  switch(value, run, party, path, document) {
    const { variable, case: cases } = asObject(value)
    const found = lookup(String(variable ?? ''), scopeOf(run, party))
    const key = String(found ?? '')
    const branch = isObject(cases) && Object.hasOwn(cases, key) ? ['case', key] : ['default']
    if (instructionsOf(run.documents, { document, path: [...path, ...branch] }))
      run.stack.push({ document, path: [...path, ...branch], next: 0, section: false })
    else if (branch[0] === 'default') return fail(run, 'relay_script_method_no_matching_condition')
    return null
  },
  cond(value, run, party, path, document) {
    for (const [n, option] of (Array.isArray(value) ? value : []).entries()) {
      if (!isObject(option)) continue
      const applies = option.when === undefined ? null : holds(String(option.when), scopeOf(run, party))
      const key = applies === true ? 'then' : 'else'
      if (option[key] === undefined) continue
      run.stack.push({ document, path: [...path, n, key], next: 0, section: false })
      return null
    }
    return null
  },
  execute: (value, run, party, path, document) => {
    const options = asObject(value)
    if (options.on_return !== undefined)
      run.stack.push({ document, path: [...path, 'on_return'], next: 0, section: false })
    return go(options, run, party, document, 'execute')
  },
  transfer: (value, run, party, _path, document) =>
    go(isObject(value) ? value : { dest: value }, run, party, document, 'transfer'),
  goto(value, run, party) {
    const { label, when, max } = asObject(value)
    const name = String(label ?? '')
    if (when !== undefined && !holds(String(when), scopeOf(run, party))) return null
    const count = (run.jumps[name] ?? 0) + 1
    if (count > Number(max ?? 100)) return null
    run.jumps[name] = count
    return jump(run.stack, run.documents, name) ? null : fail(run, `there is no label ${name}`)
  },
}

/** `execute` and `transfer`: to a section, to a document at a URL, or to one given inline as text. */
function go(options: JsonObject, run: Run, party: Party, document: number, mode: 'execute' | 'transfer'): Pause | null {
  const dest = String(substitute(options.dest ?? '', scopeOf(run, party)))
  const params = resolve(options.params ?? {}, run, party)
  if (++run.transfers > MAX_TRANSFERS) return fail(run, 'relay_script_too_many_transfers')
  if (/^https?:/.test(dest)) return { kind: 'document', at: run.at, url: dest, mode, params }
  const inline = dest.startsWith('{') ? parseDocument(dest) : null
  const number = inline ? run.documents.push(inline) - 1 : document
  const section = inline ? 'main' : dest
  if (!hasSection(run.documents, number, section)) return fail(run, 'relay_script_section_code_missing')
  enter(run, number, section, mode, params)
  return null
}

/** Continues in a section; a transfer forgets where it came from. */
export function enter(
  run: Run,
  document: number,
  section: string,
  mode: 'execute' | 'transfer',
  params: JsonObject,
): void {
  if (mode === 'transfer') run.stack = []
  run.params = params
  run.stack.push(sectionFrame(document, section))
}
