import type { MergePlan, MergeStore, MergingLead } from '../../app/contacts/merge-store.ts'
import { addressText, consentText } from './contact-json.ts'
import * as sql from './contact-merge-sql.ts'
import { bindList } from './json-column.ts'
import { createWebhookOutbox } from './webhook-outbox.ts'

type Row = Omit<MergingLead, 'phoneAttempts' | 'everAnswered'> & { phoneAttempts: string; everAnswered: number }

export function createMergeStore(db: D1Database): MergeStore {
  const outbox = createWebhookOutbox(db, async () => {})
  return {
    async listMerging(orgId, contactIds) {
      const { results } = await db.prepare(sql.MERGING_LEADS).bind(orgId, bindList(contactIds)).all<Row>()
      return results.map((row) => ({
        ...row,
        phoneAttempts: JSON.parse(row.phoneAttempts) as number[],
        everAnswered: row.everAnswered === 1,
      }))
    },
    async merge(plan) {
      try {
        await db.batch(statements(plan))
        return true
      } catch (error) {
        // Our own guards, and the keys that only a concurrent writer can make collide. D1 has no codes, only texts.
        if (!/malformed JSON|UNIQUE constraint failed/.test(String(error))) throw error
        return false
      }
    },
  }

  function statements({ mine, other, person, leads, kept, skipped, audit, at }: MergePlan): D1PreparedStatement[] {
    const { orgId } = mine
    const run = (text: string, ...values: unknown[]) => db.prepare(text).bind(orgId, ...values)
    const json = JSON.stringify
    const e164s = (it: typeof mine) => it.phones.flatMap((phone) => phone.e164 ?? [])
    const given = bindList(skipped.map((lead) => lead.id))
    const events = skipped.flatMap(({ id: leadId, campaignId }) => {
      const change = { leadId, status: 'skipped' as const }
      const lists = { attempts: '[]', changes: json([{ ...change, statusReason: 'merged' }]) }
      return outbox.settled({ orgId, campaignId }, [], [change], lists, at)
    })
    return [
      run(sql.guardPeople(2), json([mine, other].map((it) => [it.id, it.updatedAt, it.version]))),
      run(
        sql.GUARD_LEADS,
        json(leads.map((it) => [it.id, it.contactId, it.status, it.attempts, json(it.phoneAttempts)])),
        bindList([mine.id, other.id]),
      ),
      run(sql.GUARD_CALLS, bindList([...e164s(mine), ...e164s(other)])),
      ...events,
      run(sql.COUNT_SKIPPED, json(skipped.map((lead) => [lead.campaignId, lead.id]))),
      run(sql.SKIP_LEADS, given, at, 'merged'),
      run(
        sql.KEEP_LEADS,
        json(
          kept.map((it) => [
            it.id,
            it.phoneAttempts,
            it.phonePosition,
            it.attempts,
            it.everAnswered ? 1 : 0,
            it.lastCalledAt,
          ]),
        ),
        at,
        mine.id,
      ),
      run(sql.LEAVE_LEADS, given, other.id),
      run(sql.BURY, other.id, mine.id, at),
      run(sql.FOLLOW, other.id, mine.id),
      run(
        sql.JOIN_PERSON,
        mine.id,
        at,
        person.name,
        person.email,
        json(person.phones),
        json(person.tags),
        json(person.properties),
        person.zone,
        addressText(person.address),
        consentText(person.consent),
        person.externalId,
      ),
      run(sql.MOVE_PHONES, bindList(e164s(other)), other.id, mine.id),
      run(sql.MOVE_SUPPRESSIONS, other.id, mine.id),
      run(sql.INSERT_AUDIT, json(audit)),
    ]
  }
}
