/** The shapes SignalWire's REST calling API and SWML use on the wire, as far as Sundial sends or reads them. */

/** One SWML method: exactly one key, the method's name. */
export type SwmlStep = Record<string, unknown>

export interface SwmlDocument {
  version: '1.0.0'
  sections: { main: SwmlStep[]; [name: string]: SwmlStep[] }
}

/** Body of `POST /api/calling/calls` that places a call. */
export interface DialCommand {
  command: 'dial'
  params: {
    /** E.164. */
    from: string
    /** E.164. */
    to: string
    swml: SwmlDocument
    status_url: string
    status_events: ('created' | 'ringing' | 'answered' | 'ended')[]
    /** Ring time in seconds, 1–600. */
    timeout: number
    custom_variables: Record<string, string>
  }
}

/** Body of `POST /api/calling/calls` that hangs up. */
export interface EndCommand {
  command: 'calling.end'
  id: string
  params: { reason: 'hangup' }
}

/** What a function endpoint answers to the AI (SWAIG). `post_process` holds the actions back until the agent has spoken. */
export interface FunctionReply {
  response: string
  action?: { hangup: true }[]
  post_process?: true
}
