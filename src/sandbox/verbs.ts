import { speechMs } from './conversation.ts'
import { between, uuidOf } from './hash.ts'
import { end, type Outgoing, type Party, type Pause, type Recording, type Run, resolve, scopeOf } from './run.ts'
import { asObject, asText } from './script.ts'
import { substitute } from './swml-values.ts'
import { converse, stopRecordings } from './talks.ts'
import { isObject, type Json, type JsonObject } from './wire.ts'

/** Verbs that happen where they stand. Each moves `run.at` on by as long as it lasts; pure. */
export type Verb = (value: Json, run: Run, party: Party, out: Outgoing[]) => Pause | null

export const verbs: Record<string, Verb> = {
  answer(value, run, party) {
    const seconds = Number(resolve(value, run, party).max_duration ?? 14_400)
    if (seconds > 0) run.endsBy = run.answeredAt + seconds * 1000
    run.vars.answer_result = 'success'
    return null
  },
  hangup(value, run) {
    const reason = asObject(value).reason
    return end(run.at, reason === 'busy' ? 'busy' : reason === 'decline' ? 'declined' : 'hangup')
  },
  label: () => null,
  set(value, run, party) {
    Object.assign(run.vars, resolve(value, run, party))
    return null
  },
  unset(value, run) {
    for (const name of Array.isArray(value) ? value : [value]) delete run.vars[String(name)]
    return null
  },
  sleep(value, run, party) {
    const given = substitute(isObject(value) ? (value.duration ?? 0) : value, scopeOf(run, party))
    const ms = Number(given)
    run.at = ms < 0 ? run.endsBy : run.at + (Number.isFinite(ms) ? ms : 0)
    return null
  },
  return(value, run, party) {
    run.vars.return_value = substitute(value, scopeOf(run, party))
    while (run.stack.pop()?.section === false);
    return null
  },
  play(value, run, party, out) {
    const options = resolve(value, run, party)
    const urls = Array.isArray(options.urls) ? options.urls : [options.url ?? '']
    const url = asText(options.status_url)
    const controlId = uuidOf(`play:${party.callId}:${run.at}`)
    if (url) out.push({ kind: 'play', at: run.at, url, controlId, state: 'playing' })
    for (const item of urls) run.at += playMs(String(item))
    if (url) out.push({ kind: 'play', at: run.at, url, controlId, state: 'finished' })
    run.vars.play_result = 'success'
    return null
  },
  record_call(value, run, party, out) {
    const options = resolve(value, run, party)
    const id = uuidOf(`recording:${party.callId}:${run.recordings.length}`)
    const format = asText(options.format) ?? 'wav'
    const recording: Recording = {
      controlId: asText(options.control_id) ?? uuidOf(`control:${id}`),
      url: `${party.recordingsUrl}/${id}.${format}`,
      format,
      statusUrl: asText(options.status_url),
      startedAt: run.at,
      stoppedAt: null,
    }
    run.recordings.push(recording)
    run.vars.record_control_id = recording.controlId
    run.vars.record_call_start = `${run.at * 1000}`
    run.vars.record_call_url = recording.url
    run.vars.record_call_result = 'success'
    if (recording.statusUrl)
      out.push({
        kind: 'record',
        at: run.at,
        url: recording.statusUrl,
        recording: { ...recording },
        state: 'recording',
      })
    return null
  },
  stop_record_call(_value, run, _party, out) {
    out.push(...stopRecordings(run, run.at))
    run.vars.stop_record_call_result = 'success'
    return null
  },
  detect_machine(value, run, party, out) {
    detect(resolve(value, run, party), run, party, out)
    return null
  },
  request(value, run, party) {
    const options = resolve(value, run, party)
    const body = options.body ?? null
    const headers = Object.fromEntries(Object.entries(asObject(options.headers)).map(([k, v]) => [k, String(v)]))
    if (body !== null && !Object.keys(headers).some((name) => name.toLowerCase() === 'content-type'))
      headers['Content-Type'] = 'application/json'
    const seconds = Number(options.timeout ?? 0)
    const request = {
      url: String(options.url ?? ''),
      method: asText(options.method) ?? 'GET',
      headers,
      body: body === null ? null : typeof body === 'string' ? body : JSON.stringify(body),
      timeoutMs: seconds > 0 ? Math.min(seconds * 1000, 10_000) : 10_000,
    }
    return { kind: 'request', at: run.at, request }
  },
  ai: converse,
}

function playMs(url: string): number {
  if (url.startsWith('say:')) return speechMs(url.slice(4))
  const timed = /^(silence|ring):([\d.]+)/.exec(url)
  return timed ? Number(timed[2]) * 1000 : 10_000
}

/** Answering machine detection: 3 s for an answer, and until the beep when asked to wait for it. */
function detect(options: JsonObject, run: Run, party: Party, out: Outgoing[]): void {
  const machine = party.temper === 'machine'
  const waitForEnd = machine && options.detect_message_end === true
  const knownAt = run.at + between(`amd:${party.callId}`, 2500, 3500)
  const timeoutAt = run.at + Number(options.timeout ?? 30) * 1000
  const doneAt = waitForEnd ? Math.min(knownAt + between(`message:${party.callId}`, 6000, 12_000), timeoutAt) : knownAt
  const url = asText(options.status_url)
  const controlId = uuidOf(`detect:${party.callId}:${run.at}`)
  const tell = (at: number, event: string, beep: boolean | null): void => {
    if (url) out.push({ kind: 'detect', at, url, controlId, event, beep })
  }
  tell(knownAt, machine ? 'MACHINE' : 'HUMAN', null)
  if (waitForEnd) tell(doneAt, 'READY', true)
  tell(doneAt, 'finished', null)
  run.vars.detect_result = machine ? 'machine' : 'human'
  run.vars.detect_machine_beep = String(waitForEnd)
  run.vars.detect_ms = String(knownAt - run.at)
  if (options.wait !== false) run.at = doneAt
}
