import { callerName, type Disclosing, disclosed, spokenNumber } from './disclosure.ts'
import { fillTemplate } from './template.ts'

export interface GreetingAgent extends Disclosing {
  greeting: string
  company: string
  /** The organization's name. */
  organization: string
}

/** What the agent says first to this person, before the call is placed: for a look at a list. */
export function greetingFor(
  agent: GreetingAgent,
  person: { name: string; email: string | null; phone: string; variables: Readonly<Record<string, string>> },
  /** E.164; null when the campaign has no number yet: words for whoever looks at the list stand in its place. */
  from: string | null,
): string {
  return fillTemplate(disclosed(agent, 'greeting', agent.greeting), {
    ...person.variables,
    NAME: person.name,
    EMAIL: person.email ?? '',
    PHONE: person.phone,
    COMPANY: callerName(agent.company, agent.organization),
    CALLBACK_NUMBER: from === null ? 'your number' : spokenNumber(from),
  })
}
