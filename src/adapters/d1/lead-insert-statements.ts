import type { ImportAdvance, LeadPlan } from '../../app/imports/plan.ts'
import { consentRecord } from '../../domain/consent.ts'
import { LEAD_STATUSES, type LeadStatus } from '../../domain/lead.ts'
import { addressRow } from './contact-json.ts'
import { bindList } from './json-column.ts'
import { jsonSlices } from './json-slices.ts'
import { DELETE_LEADS, GUARD_LEADS, UNCOUNT_LEADS } from './lead-delete-sql.ts'
import {
  ADVANCE_IMPORT,
  COUNT_LEADS,
  COUNT_SEQ,
  DISABLE_LEADS,
  GUARD_CHANGED,
  GUARD_IMPORT,
  GUARD_NEW,
  INSERT_CONSENT_AUDIT,
  INSERT_CONTACTS,
  INSERT_LEADS,
  INSERT_PHONES,
  NOTE_RANGE,
  REVIVE_LEADS,
  UPDATE_CONTACTS,
  UPDATE_EMAILS,
  UPDATE_EXTERNAL_IDS,
  UPDATE_LEADS,
  WIDEN_RANGES,
} from './lead-insert-sql.ts'

/** All of a plan, and of the step of its import, for one batch. */
export function planStatements(db: D1Database, plan: LeadPlan, advance: ImportAdvance | null): D1PreparedStatement[] {
  const { orgId, campaignId, importId, at } = plan
  const list: D1PreparedStatement[] = []
  const run = (sql: string, ...values: (string | number | null)[]) => {
    list.push(db.prepare(sql).bind(...values))
  }
  const each = (sql: string, rows: readonly unknown[], ...values: (string | number | null)[]) => {
    for (const slice of jsonSlices(rows)) run(sql, slice, ...values)
  }

  if (advance) run(GUARD_IMPORT, advance.importId, orgId, advance.chunk)
  const emails = plan.newContacts.map((contact) => contact.email).filter((email) => email !== null)
  if (emails.length === 0) run(GUARD_NEW, '[]', orgId, campaignId)
  each(GUARD_NEW, emails, orgId, campaignId)
  const read = [...plan.changedContacts, ...plan.asTheyAre].map((contact) => [contact.id, contact.readAt])
  const asRead = [
    ...[...plan.revivedLeads, ...plan.disabledLeads, ...plan.deletedLeads].map((lead) => [lead.id, lead.from]),
    ...plan.changedLeads.map((lead) => [lead.id, null]),
  ]
  if (read.length + asRead.length > 0) run(GUARD_CHANGED, JSON.stringify(read), JSON.stringify(asRead), orgId)
  const deleted = bindList(plan.deletedLeads.map((lead) => lead.id))
  if (plan.deletedLeads.length > 0) run(GUARD_LEADS, deleted)

  const contact = (it: LeadPlan['newContacts'][number]) => [
    it.id,
    it.name,
    it.email,
    it.phones,
    it.zone,
    it.tags,
    addressRow(it.address),
    consentRecord(it.consent),
    it.properties,
    it.externalId,
  ]
  each(INSERT_CONTACTS, plan.newContacts.map(contact), orgId, importId, at)
  each(UPDATE_CONTACTS, plan.changedContacts.map(contact), orgId, importId, at)
  const emailChanges = plan.changedContacts.filter((it) => it.emailChanged).map((it) => [it.id, it.email])
  each(UPDATE_EMAILS, emailChanges, orgId)
  const named = plan.changedContacts.filter((it) => it.externalIdChanged).map((it) => [it.id, it.externalId])
  each(UPDATE_EXTERNAL_IDS, named, orgId)
  each(
    INSERT_CONSENT_AUDIT,
    plan.consentChanges.map((it) => [
      it.auditId,
      it.contactId,
      { import_id: importId, from: consentRecord(it.from), to: consentRecord(it.to) },
    ]),
    orgId,
    plan.actor,
    at,
  )
  each(
    INSERT_PHONES,
    plan.newPhones.map((it) => [it.e164, it.contactId]),
    orgId,
  )
  // Before the new ones: a person is a lead of the campaign once.
  if (plan.deletedLeads.length > 0) {
    run(UNCOUNT_LEADS, deleted, campaignId)
    run(DELETE_LEADS, deleted, orgId)
  }
  each(
    INSERT_LEADS,
    plan.newLeads.map((it) => [
      it.id,
      it.contactId,
      it.place,
      it.priority,
      it.status,
      it.reason,
      it.phonePosition,
      it.variables,
      it.unmet.length === 0 ? null : it.unmet,
    ]),
    orgId,
    campaignId,
    importId,
    at,
  )
  each(
    UPDATE_LEADS,
    plan.changedLeads.filter((it) => Object.keys(it.variables).length > 0).map((it) => [it.id, it.variables]),
    orgId,
    at,
  )
  each(
    REVIVE_LEADS,
    plan.revivedLeads.map((it) => [it.id, it.place, it.status, it.from === 'skipped' ? it.phonePosition : null]),
    orgId,
    campaignId,
    at,
  )
  if (plan.disabledLeads.length > 0) run(DISABLE_LEADS, bindList(plan.disabledLeads.map((it) => it.id)), orgId, at)
  const places = plan.newLeads.length + plan.revivedLeads.length
  if (places > 0) run(COUNT_SEQ, campaignId, orgId, places)
  if (plan.revivedLeads.length > 0) run(WIDEN_RANGES, bindList(plan.revivedLeads.map((it) => it.id)), orgId, campaignId)
  const more = countLeads(plan)
  if (Object.keys(more).length > 0) run(COUNT_LEADS, campaignId, JSON.stringify(more))
  if (advance) {
    const { counts } = advance
    run(
      ADVANCE_IMPORT,
      advance.importId,
      orgId,
      advance.status,
      JSON.stringify(advance.cursor),
      advance.rows,
      counts.processed,
      counts.created,
      counts.updated,
      counts.duplicate,
      counts.rejected,
      counts.skipped,
      counts.disqualified,
      JSON.stringify(advance.errors),
      advance.failure,
      advance.finishedAt,
    )
    const ids = plan.newContacts.map((it) => it.id).sort()
    if (places > 0 || ids.length > 0)
      run(NOTE_RANGE, advance.importId, orgId, campaignId, places, ids[0] ?? null, ids.at(-1) ?? null)
  }
  return list
}

/** How many leads more, or less, each status has after the plan; those that are deleted are counted by what stands in their rows. */
function countLeads(plan: LeadPlan): Partial<Record<LeadStatus, number>> {
  const more = new Map<LeadStatus, number>(LEAD_STATUSES.map((status) => [status, 0]))
  const move = (status: LeadStatus, by: number) => more.set(status, more.get(status)! + by)
  for (const { status } of plan.newLeads) move(status, 1)
  for (const { from, status } of plan.revivedLeads) {
    move(from, -1)
    move(status, 1)
  }
  for (const { from } of plan.disabledLeads) {
    move(from, -1)
    move('disabled', 1)
  }
  return Object.fromEntries([...more].filter(([, by]) => by !== 0))
}
