import type { CampaignFacts, ComplianceFacts, ComplianceFactsStore } from '../../app/compliance/facts-store.ts'
import type { PastAttempt } from '../../domain/compliance-facts.ts'
import type { Consent } from '../../domain/consent.ts'
import { DAY_MS, dateOf, localAt } from '../../domain/local-time.ts'
import { isKnownZone } from '../../domain/regions/zone-offset.ts'
import { scheduleOf } from './campaign-schedule.ts'
import {
  FACTS_AHEAD,
  FACTS_ATTEMPTS,
  FACTS_CAMPAIGNS,
  FACTS_CONTACTS,
  FACTS_PHONES,
  FACTS_SUPPRESSIONS,
} from './compliance-facts-sql.ts'
import { readAddress } from './dialing-lead.ts'
import { bindList, readJson } from './json-column.ts'

type Row = Record<string, unknown>

export function createComplianceFactsStore(db: D1Database): ComplianceFactsStore {
  return {
    async gather(orgId, { phones, contactIds, campaignIds, now }) {
      const [phoneList, contactList] = [bindList([...new Set(phones)]), bindList([...new Set(contactIds)])]
      const days = [-1, 0, 1].map((shift) => dateOf(Math.floor(now / DAY_MS) + shift))
      const about = (sql: string) => db.prepare(sql).bind(orgId, phoneList, contactList)
      const answers = await db.batch<Row>([
        db.prepare('SELECT fallback_zones, stopped_at, stop_reason FROM organizations WHERE id = ?1').bind(orgId),
        db.prepare('SELECT region, reason, stopped_at, until FROM region_stops WHERE org_id = ?1').bind(orgId),
        db.prepare(FACTS_CAMPAIGNS).bind(orgId, bindList([...new Set(campaignIds)]), bindList(days)),
        about(FACTS_CONTACTS),
        about(FACTS_PHONES),
        about(FACTS_SUPPRESSIONS),
        about(FACTS_ATTEMPTS),
      ])
      const [organization, stops, campaigns, contacts, known, suppressions, attempts] = answers.map((it) => it.results)
      const own = organization?.[0]
      return {
        organization: {
          fallbackZones: own ? readJson<string[]>(own.fallback_zones as string) : [],
          stop: own ? stopOf(own) : null,
        },
        regionStops: (stops ?? []).map((row) => ({
          region: row.region as string,
          reason: row.reason as string,
          since: row.stopped_at as number,
          until: row.until as number | null,
        })),
        campaigns: new Map((campaigns ?? []).map((row) => [row.id as string, toCampaign(row, now)])),
        people: new Map((contacts ?? []).map((row) => [row.id as string, toPerson(row)])),
        phones: new Map((known ?? []).map((row) => [row.e164 as string, toPhone(row)])),
        suppressions: (suppressions ?? []).map((row) => ({
          at: row.created_at as number,
          source: row.source as string,
          reason: row.reason as string,
          attemptId: row.attempt_id as string | null,
          phone: row.phone as string,
          contactId: row.contact_id as string | null,
        })),
        attempts: byPhone(attempts ?? []),
      }
    },

    async countAhead({ campaignId, pass, phonePosition, priority, seq }, limit) {
      const row = await db
        .prepare(FACTS_AHEAD)
        .bind(campaignId, pass, phonePosition, priority, seq, limit + 1)
        .first<{ seen: number; ahead: number }>()
      return row && row.seen <= limit ? row.ahead : null
    },
  }
}

function stopOf(row: Row): CampaignFacts['agentStop'] {
  if (row.stopped_at === null) return null
  return { since: row.stopped_at as number, reason: row.stop_reason as string | null }
}

function toCampaign(row: Row, now: number): CampaignFacts {
  const numbers = readJson<
    {
      id: string
      e164: string
      zone: string
      enabled: number
      spam: number
      weight: number
      days: Record<string, number>
    }[]
  >(row.numbers as string)
  return {
    id: row.id as string,
    status: row.status as CampaignFacts['status'],
    settings: readJson(row.settings as string),
    schedule: scheduleOf(row),
    hasAgent: row.agent_id !== null,
    agentStop: row.agent_id === null ? null : stopOf(row),
    job: row.job as string | null,
    numbers: numbers.map(({ id, e164, zone, enabled, spam, weight, days }) => ({
      id,
      e164,
      zone,
      enabled: enabled === 1,
      excluded: false,
      spamScore: spam,
      weight,
      callsToday: isKnownZone(zone) ? (days[localAt(zone, now).date] ?? 0) : 0,
      lastUsedAt: null,
    })),
  }
}

function toPerson(row: Row): NonNullable<ReturnType<ComplianceFacts['people']['get']>> {
  return {
    id: row.id as string,
    zone: row.zone as string | null,
    address: readAddress(row.address as string | null),
    consent: readConsent(row.consent as string | null),
    phones: readJson<string[]>(row.phones as string),
  }
}

function readConsent(text: string | null): Consent | null {
  if (text === null) return null
  const stored = readJson<Record<string, unknown>>(text)
  return {
    type: stored.type as Consent['type'],
    wording: (stored.wording ?? '') as string,
    source: (stored.source ?? '') as string,
    at: (stored.at ?? null) as number | null,
    expiresAt: (stored.expires_at ?? null) as number | null,
    revokedAt: (stored.revoked_at ?? null) as number | null,
    revokedReason: (stored.revoked_reason ?? null) as string | null,
  }
}

function toPhone(row: Row): NonNullable<ReturnType<ComplianceFacts['phones']['get']>> {
  const why = row.dead as 'invalid' | 'wrong_number' | null
  return { contactId: row.contact_id as string, dead: why === null ? null : { why, at: row.dead_at as number | null } }
}

function byPhone(rows: Row[]): Map<string, PastAttempt[]> {
  const found = new Map<string, PastAttempt[]>()
  for (const row of rows) {
    const attempt: PastAttempt = {
      id: row.id as string,
      phone: row.phone as string,
      permittedAt: row.permitted_at as number,
      settledAt: row.settled_at as number | null,
      disposition: row.disposition as PastAttempt['disposition'],
      answerStatus: row.answer_status as PastAttempt['answerStatus'],
    }
    const list = found.get(attempt.phone)
    if (list) list.push(attempt)
    else found.set(attempt.phone, [attempt])
  }
  return found
}
