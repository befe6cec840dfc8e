import { cut, planTalk } from './conversation.ts'
import { end, type Outgoing, type Party, type Pause, type Run, type Session, scopeOf } from './run.ts'
import { asObject, asText } from './script.ts'
import { substitute } from './swml-values.ts'
import type { Json, JsonObject } from './wire.ts'

/** The `ai` verb and the end of a call: what is said, who hangs up, and what is reported when. Pure. */

/** Starts an AI session. A function the agent uses is a pause; without one the session runs to its end. */
export function converse(value: Json, run: Run, party: Party, out: Outgoing[]): Pause | null {
  const globalData = asObject(asObject(value).global_data)
  const scope = scopeOf(run, party)
  const ai = asObject(substitute(value, { ...scope, vars: { ...run.vars, global_data: globalData } }))
  const params = asObject(ai.params)
  const language = Array.isArray(ai.languages) ? asObject(ai.languages[0]) : {}
  const talk = planTalk({ callId: party.callId, temper: party.temper, ai, startAt: run.at })
  const session: Session = {
    startAt: run.at,
    talk: cut(talk, run.endsBy),
    prompt: asText(asObject(ai.prompt).text) ?? JSON.stringify(asObject(ai.prompt).pom ?? ''),
    hasPostPrompt: ai.post_prompt !== undefined,
    postPromptUrl: asText(ai.post_prompt_url),
    language: asText(language.code) ?? 'en-US',
    appName: asText(params.app_name) ?? 'swml app',
    accounting: params.enable_accounting === true,
    globalData,
    functionResponse: null,
    reportAt: null,
  }
  run.sessions.push(session)
  if (session.talk.call) return { kind: 'function', at: session.talk.call.at, session: run.sessions.length - 1 }
  return leave(run, out)
}

/**
 * Ends the last AI session. Who hangs up decides the order: when the person does, the call is over and the report follows;
 * when the agent does, the report is written first and the script goes on.
 */
export function leave(run: Run, out: Outgoing[]): Pause | null {
  const session = run.sessions.at(-1)
  if (!session) return null
  const { endAt, endedBy } = session.talk
  run.vars.ai_result = 'success'
  run.vars.return_value = 'success'
  if (endAt >= run.endsBy) return end(run.endsBy, 'max_duration')
  if (endedBy === 'user') return end(endAt, 'hangup')
  run.at = endAt + 1500
  out.push(...report(run, run.at))
  return null
}

/** Takes in what a SWAIG function answered; `hangup` and `stop` end the talk after the agent's next words. */
export function hearAnswer(run: Run, response: JsonObject | null): void {
  const session = run.sessions.at(-1)
  if (!session) return
  session.functionResponse = response ?? {}
  const actions = Array.isArray(response?.action) ? response.action : [response?.action ?? null]
  for (const action of actions.map(asObject)) {
    Object.assign(session.globalData, asObject(action.set_global_data))
    if (action.hangup !== true && action.stop !== true) continue
    const { talk } = session
    const from = talk.call?.at ?? run.at
    const goodbye = talk.turns.find((turn) => turn.role === 'assistant' && turn.startAt >= from)
    const endAt = (goodbye?.endAt ?? from + 1000) + 500
    const turns = talk.turns.filter((turn) => turn.startAt < endAt)
    session.talk = { ...talk, turns, endAt, endedBy: 'assistant' }
    if (action.hangup === true) run.stack = []
  }
}

/** The reports that have not left by `at`: they leave now. */
function report(run: Run, at: number): Outgoing[] {
  const out: Outgoing[] = []
  for (const [index, session] of run.sessions.entries()) {
    if (session.reportAt !== null) continue
    session.reportAt = at
    if (session.postPromptUrl) out.push({ kind: 'post_prompt', at, url: session.postPromptUrl, session: index })
  }
  return out
}

/** Stops every recording; the files are ready a moment later. */
export function stopRecordings(run: Run, at: number): Outgoing[] {
  const stopped = run.recordings.filter(
    (recording) => recording.startedAt <= at && (recording.stoppedAt === null || recording.stoppedAt > at),
  )
  for (const recording of stopped) recording.stoppedAt = at
  return stopped.flatMap((recording) =>
    recording.statusUrl
      ? [{ kind: 'record', at: at + 300, url: recording.statusUrl, recording: { ...recording }, state: 'finished' }]
      : [],
  )
}

/**
 * Takes back what was planned for later than `at`, because the script is run ahead of time: talks are cut short, recordings that
 * were to stop later still run. Returns the reports that are now due.
 */
export function interrupt(run: Run, at: number): Outgoing[] {
  run.sessions = run.sessions.filter((session) => session.startAt < at)
  for (const session of run.sessions) {
    session.talk = cut(session.talk, at)
    if (session.reportAt !== null && session.reportAt > at) session.reportAt = null
  }
  run.recordings = run.recordings.filter((recording) => recording.startedAt <= at)
  for (const recording of run.recordings)
    if (recording.stoppedAt !== null && recording.stoppedAt > at) recording.stoppedAt = null
  run.at = at
  run.stack = []
  run.pause = null
  return report(run, at + 3000)
}

/** What is still to be sent when the line goes dead at `at`. */
export function finish(run: Run, at: number): Outgoing[] {
  return [...stopRecordings(run, at), ...interrupt(run, at)]
}
