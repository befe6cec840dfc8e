import type { Actor, Deps } from '../deps.ts'
import type { IntakeAction } from '../imports/plan-leads.ts'
import { type GivenPerson, type NewPerson, readPerson } from './person.ts'
import { openIntake, type TakenPerson, takePeople } from './take-people.ts'

/** Somebody of a request: read, or what is wrong with their fields. */
export type ReadPerson = { person: NewPerson } | { person: null; given: GivenPerson }

/** People for a campaign, or for the address book: one result each, in the same order. */
export async function addLeads(
  deps: Deps,
  actor: Actor,
  campaignId: string | null,
  input: { people: ReadPerson[]; action: IntakeAction; source: 'hand' | 'api' },
): Promise<TakenPerson[]> {
  const { action, source } = input
  const intake = await openIntake(deps, actor, campaignId)
  const people = input.people.map((it) => (it.person ? readPerson(it.person, intake.rules, action) : it.given))
  return await takePeople(deps, intake, { people, action, source, requests: 1 })
}
