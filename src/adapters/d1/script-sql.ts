import type { ScriptSource } from '../../dialer/store.ts'
import { readAddress } from './dialing-lead.ts'
import { suppressedForCalls } from './suppressed-sql.ts'

/**
 * What the placer reads in the moment before it dials: what is said, and whether the call is still wanted. A pause, a kill switch, an opt-out
 * or anything else that came after the permit and would have it refused is seen here: the permit names the versions it was asked under.
 */

/** ?1 campaign, ?2 organization. */
export const SCRIPT_HEAD = `
SELECT a.greeting, a.prompt, a.voice, a.language, a.company, a.max_call_seconds, a.disclosure, a.disclosure_text, c.settings,
  o.name AS organization, c.status = 'active' AND c.job IS NULL AND o.stopped_at IS NULL AND a.stopped_at IS NULL AS active
FROM campaigns c JOIN organizations o ON o.id = c.org_id JOIN agents a ON a.id = c.agent_id AND a.org_id = c.org_id
WHERE c.id = ?1 AND c.org_id = ?2`

/** What is known of a person in every campaign can be spoken of in each; the campaign's own texts come first. ?1 JSON list of { attemptId, leadId, from, to }, ?2 organization. */
export const PEOPLE_TO_CALL = `
SELECT l.id, c.name, c.email, c.zone, c.address, json_patch(c.properties, l.variables) AS variables,
  NOT ${suppressedForCalls('?2', `i.value->>'to'`, 'l.contact_id')}
  AND EXISTS (SELECT 1 FROM attempts a JOIN organizations o ON o.id = a.org_id JOIN campaigns g ON g.id = a.campaign_id
    WHERE a.org_id = ?2 AND a.id = i.value->>'attemptId' AND a.proof->>'contact_version' = c.version
      AND a.proof->>'compliance_version' = o.compliance_version AND a.proof->>'settings_version' = g.settings_version)
  AND EXISTS (SELECT 1 FROM numbers n WHERE n.org_id = ?2 AND n.e164 = i.value->>'from' AND n.enabled = 1) AS wanted
FROM json_each(?1) i CROSS JOIN leads l ON l.id = i.value->>'leadId' AND l.org_id = ?2 JOIN contacts c ON c.id = l.contact_id AND c.org_id = l.org_id`

export function scriptSource(head: Record<string, unknown>, people: Record<string, unknown>[]): ScriptSource {
  return {
    active: head.active === 1,
    agent: {
      greeting: head.greeting as string,
      prompt: head.prompt as string,
      voice: head.voice as string,
      language: head.language as string,
      company: head.company as string,
      organization: head.organization as string,
      maxCallSeconds: head.max_call_seconds as number,
      disclosure: head.disclosure === 1,
      disclosureText: head.disclosure_text as string | null,
    },
    settings: JSON.parse(head.settings as string),
    people: new Map(
      people.map((row) => [
        row.id as string,
        {
          name: row.name as string,
          email: row.email as string | null,
          zone: row.zone as string | null,
          address: readAddress(row.address as string | null),
          variables: JSON.parse(row.variables as string),
          wanted: row.wanted === 1,
        },
      ]),
    ),
  }
}
