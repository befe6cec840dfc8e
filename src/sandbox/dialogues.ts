import type { Behaviour } from './behaviour.ts'

/**
 * What people say, as data. `user` and `agent` alternate after the greeting; `calls` marks the turn after which the agent uses a
 * function whose name contains that word, when the document declares one.
 */
export type Line = { user: string } | { agent: string } | { calls: 'opt_out' | 'callback' | 'wrong_number' }

export interface Dialogue {
  lines: Line[]
  summary: string
  /** Who puts the phone down, when it is always the same side. */
  endedBy?: 'user' | 'assistant'
}

export type Outcome = 'interested' | 'not_interested' | 'callback' | 'opt_out' | 'wrong_number' | 'completed'

export interface Verdict {
  outcome: Outcome
  primaryGoal: 'achieved' | 'not_achieved' | 'partially_achieved' | 'unknown'
  goalScore: [low: number, high: number]
}

/** What the AI concludes from a talk with each kind of person. */
export const VERDICTS: Record<Temper, Verdict> = {
  interested: { outcome: 'interested', primaryGoal: 'achieved', goalScore: [82, 100] },
  not_interested: { outcome: 'not_interested', primaryGoal: 'not_achieved', goalScore: [5, 30] },
  callback: { outcome: 'callback', primaryGoal: 'partially_achieved', goalScore: [40, 60] },
  opt_out: { outcome: 'opt_out', primaryGoal: 'not_achieved', goalScore: [0, 5] },
  wrong_number: { outcome: 'wrong_number', primaryGoal: 'unknown', goalScore: [0, 0] },
  hangs_up: { outcome: 'completed', primaryGoal: 'unknown', goalScore: [0, 10] },
  machine: { outcome: 'completed', primaryGoal: 'unknown', goalScore: [0, 0] },
}

/** The kinds of person (or machine) that can be talked to. */
export type Temper = 'interested' | 'not_interested' | 'callback' | 'opt_out' | 'wrong_number' | 'hangs_up' | 'machine'

/** Who picks up a phone with this behaviour. */
export function temperOf(behaviour: Behaviour): Temper {
  switch (behaviour) {
    case 'not_interested':
    case 'callback':
    case 'opt_out':
    case 'wrong_number':
    case 'hangs_up':
    case 'machine':
      return behaviour
    case 'interested':
    case 'flaky':
    case 'echo':
    case 'no_answer':
    case 'busy':
    case 'rejected':
    case 'invalid':
    case 'silent':
      return 'interested'
  }
}

export const DIALOGUES: Record<Temper, [Dialogue, ...Dialogue[]]> = {
  interested: [
    {
      lines: [
        { user: 'Oh, hi. Yes, I have a minute, go ahead.' },
        { agent: 'Thank you. I would like to explain briefly what this is about and see whether it suits you.' },
        { user: 'That actually sounds good. What would I have to do?' },
        { agent: 'Nothing complicated. I can note your interest and a colleague will send you the details.' },
        { user: 'Yes please, do that. The mornings are best for me.' },
        { agent: 'Wonderful, I have written that down. Thank you for your time and have a great day.' },
      ],
      summary: 'The person listened, asked what to do next and agreed to receive the details. Mornings suit best.',
    },
    {
      lines: [
        { user: 'Hello? Yes, speaking.' },
        { agent: 'Great to reach you. May I ask one or two short questions?' },
        { user: 'Sure. I was thinking about this last week, to be honest.' },
        { agent: 'Then I am calling at the right time. Shall I put you down for it?' },
        { user: 'Yes, put me down. How soon would it start?' },
        { agent: 'Within the week. You will get a confirmation in writing. Thank you very much, goodbye.' },
      ],
      summary: 'The person had already been considering it, agreed at once and asked how soon it starts.',
    },
  ],
  not_interested: [
    {
      lines: [
        { user: 'Who is this again?' },
        { agent: 'I am an automated assistant, and I would like to tell you about an offer. Is now a good time?' },
        { user: 'No, thank you, I am not interested. We already have something.' },
        { agent: 'I understand, thank you for telling me. Have a good day.' },
      ],
      summary: 'The person already has something comparable and is not interested.',
    },
    {
      lines: [
        { user: 'Yes, hello.' },
        { agent: 'I will be brief. May I explain why I am calling?' },
        { user: 'Is it about selling something? Then it is not for me, sorry.' },
        { agent: 'May I ask what would have to be different?' },
        { user: 'The price, mostly. But really, no thanks.' },
        { agent: 'Thank you for your honesty. Goodbye.' },
      ],
      summary: 'The person declined; the price was named as the main reason.',
    },
  ],
  callback: [
    {
      lines: [
        { user: 'Hi, I am just walking into a meeting.' },
        { agent: 'I do not want to keep you. When may I call again?' },
        { user: 'Call me back in about two hours, that would be fine.' },
        { calls: 'callback' },
        { agent: 'I will call you again in two hours. Until then.' },
      ],
      summary: 'The person was on the way into a meeting and asked to be called again in two hours.',
    },
  ],
  opt_out: [
    {
      lines: [
        { user: 'Is this a robot? Please stop calling me and take me off your list.' },
        { calls: 'opt_out' },
        { agent: 'Of course. You will not be called again. Goodbye.' },
      ],
      summary: 'The person asked not to be called again.',
      endedBy: 'assistant',
    },
  ],
  wrong_number: [
    {
      lines: [
        { user: 'No, you have the wrong number. Nobody of that name lives here.' },
        { calls: 'wrong_number' },
        { agent: 'I am sorry for the disturbance. I will correct our records. Goodbye.' },
      ],
      summary: 'Somebody else answered; the person we asked for is not known at this number.',
    },
  ],
  hangs_up: [
    {
      lines: [{ user: 'Sorry, no time.' }],
      summary: 'The person said there was no time and hung up.',
      endedBy: 'user',
    },
  ],
  machine: [{ lines: [], summary: 'Nobody answered the greeting.', endedBy: 'user' }],
}
