import type { PermitAnswer, PermitContext, PermitRequest, Refusal } from '../../dialer/store.ts'
import { NUMBER_DAYS_NOW, PERMIT, PERMIT_ANSWER, PERMIT_NUMBER_DAYS, PERMIT_PROOF_DUE } from './permit-sql.ts'

/** Asks for permits in one round trip, and reads out of the answer who may be called and why the others may not. */
export async function permit(db: D1Database, context: PermitContext, requests: PermitRequest[]): Promise<PermitAnswer> {
  const ordinals = new Map<string, number>()
  const json = JSON.stringify(
    requests.map((r) => {
      const key = `${r.numberId}|${r.day}`
      const ordinal = ordinals.get(key) ?? 0
      ordinals.set(key, ordinal + 1)
      return { ...r, ordinal }
    }),
  )
  const days = [...new Set(requests.map((r) => r.day))]
  const { maxAttemptsPerPhonePerDay, maxCallsPerNumberPerDay, attemptsSince, settingsVersion, complianceVersion } =
    context
  const caps = [maxAttemptsPerPhonePerDay, maxCallsPerNumberPerDay, attemptsSince, settingsVersion, complianceVersion]
  const [, , answer, counts] = await db.batch<Record<string, unknown>>([
    db.prepare(PERMIT).bind(json, context.orgId, context.campaignId, context.now, ...caps),
    db.prepare(PERMIT_NUMBER_DAYS).bind(json, context.orgId),
    db.prepare(PERMIT_ANSWER).bind(json, context.orgId, context.campaignId, context.now, ...caps),
    db.prepare(NUMBER_DAYS_NOW).bind(JSON.stringify(context.numberIds), JSON.stringify(days)),
    db.prepare(PERMIT_PROOF_DUE).bind(context.orgId, context.now),
  ])
  const permitted = new Set<string>()
  const refused = new Map<string, Refusal>()
  for (const row of answer?.results ?? []) {
    if (row.ok === 1) permitted.add(row.id as string)
    else refused.set(row.id as string, refusalOf(row, context))
  }
  const callsToday = new Map<string, number>()
  for (const row of counts?.results ?? []) callsToday.set(`${row.number_id}|${row.day}`, row.calls as number)
  return { permitted, refused, callsToday }
}

function refusalOf(row: Record<string, unknown>, context: PermitContext): Refusal {
  if (row.active !== 1) return { reason: 'inactive' }
  if (row.in_time !== 1) return { reason: 'late' }
  if (row.number_on !== 1) return { reason: 'number_off' }
  if (row.same_person !== 1) return { reason: 'changed' }
  if (row.suppressed === 1) return { reason: 'suppressed' }
  if (row.dead) return { reason: 'dead', dead: row.dead as 'invalid' | 'wrong_number' }
  if (row.busy === 1) return { reason: 'phone_busy', by: row.holder as string | null }
  if (row.phone_capped === 1)
    return { reason: 'phone_capped', freeAt: (row.oldest as number) + (context.now - context.attemptsSince) + 1 }
  if (row.region_cap !== null) {
    const freeAt = row.region_free_at as number | null
    return { reason: 'region_capped', cap: row.region_cap as string, freeAt: freeAt === null ? null : freeAt + 1 }
  }
  return { reason: 'number_capped' }
}
