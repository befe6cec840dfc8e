import { createRoute, z } from '@hono/zod-openapi'
import { listRules, type RegionClock, type RegionRules } from '../../app/compliance/list-rules.ts'
import { dateOf, dayOf } from '../../domain/local-time.ts'
import { describeHours } from '../../domain/regions/describe-hours.ts'
import type { AttemptCap, HoursVersion, WeekHours } from '../../domain/regions/region-rule.ts'
import { RULES_VERSION } from '../../domain/regions/region-rules.ts'
import { FEDERAL } from '../../domain/regions/rules/federal.ts'
import type { DayHours } from '../../domain/weekly-schedule.ts'
import { RegionStopJson, regionStopJson } from './region-stops.ts'
import { createRouter } from './router.ts'
import { Instant, json, problems, toIso } from './shapes.ts'

const HOUR_MS = 3_600_000
const WEEK = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'] as const

const Slots = z.array(z.object({ start: z.string().openapi({ example: '09:00' }), end: z.string() })).readonly()
const Days = z.object({ mon: Slots, tue: Slots, wed: Slots, thu: Slots, fri: Slots, sat: Slots, sun: Slots })
const LocalDate = z.string().openapi({ example: '2026-10-18' })
const Sure = z.enum(['high', 'medium', 'low'])
const Texts = z.array(z.string()).readonly()

const HoursJson = z
  .object({
    from: LocalDate.nullable().openapi({ description: 'First local date it is in force; null: as far back as known.' }),
    until: LocalDate.nullable().openapi({ description: 'Last local date it is in force; null: no end is known.' }),
    current: z.boolean(),
    days: z.union([Days, z.enum(['federal', 'prohibited'])]).openapi({
      description: 'Local hours; none: nobody is called that day. "federal": nothing beyond the federal hours.',
    }),
    holiday: Slots.nullable().openapi({ description: 'On holidays; null: a holiday is a day like others.' }),
    eve: Slots.nullable().openapi({ description: 'On the day before a holiday.' }),
    also_in_zone: z
      .object({ zone: z.string(), name: z.string() })
      .nullable()
      .openapi({ description: 'A second clock on which the hours must hold, because the law names it.' }),
    text: z.string().openapi({ example: 'Mon–Sat 09:00–19:00, not on Sundays or holidays' }),
    citation: z.string(),
    confidence: Sure,
  })
  .openapi('RegionHours')

const CapJson = z
  .object({
    id: z.string().openapi({ example: 'US-FL.attempts' }),
    applies_to: z.enum(['every_call', 'ai_voice']),
    counts: z.enum(['attempts', 'refusals', 'hang_ups']),
    max: z.int().openapi({ description: 'No call while this many are counted.' }),
    window_hours: z.number().nullable().openapi({ description: 'Rolling; null: for ever.' }),
    text: z.string(),
    citation: z.string(),
  })
  .openapi('AttemptCap')

const OpenNow = {
  open: z.boolean().nullable().openapi({ description: 'null: it depends on where in the region.' }),
  until: Instant.nullable(),
  because: z.string(),
}

const RegionRulesJson = z
  .object({
    region: z.string().openapi({ example: 'US-PA' }),
    name: z.string().openapi({ example: 'Pennsylvania' }),
    country: z.string().openapi({ example: 'US' }),
    hours: z.array(HoursJson).openapi({ description: 'For every call, oldest first.' }),
    ai_voice: z.array(HoursJson).openapi({
      description:
        'Further rules for artificial voices and automated devices; they apply while `ai_voice_rules` is on.',
    }),
    attempts: z.array(CapJson),
    holidays: z.object({
      calendar: z.string().nullable(),
      next: z
        .array(z.object({ date: LocalDate, name: z.string(), observed: z.boolean() }))
        .openapi({ description: 'Within a year.' }),
    }),
    lifted_by_consent: z.boolean().openapi({ description: '`hours` and `attempts`, not those of artificial voices.' }),
    conditions: Texts.openapi({ description: 'What else the law asks for and no clock can check.' }),
    location_basis: z.string().nullable(),
    disagreements: Texts,
    confidence: Sure,
    sources: Texts,
    official_url: z.string().nullable(),
    stop: RegionStopJson.nullable(),
    open_now: z
      .object({ ...OpenNow, open: z.boolean().nullable() })
      .openapi({ description: 'For an artificial voice, by the law and the stops alone, without consent.' }),
    local_times: z.array(z.object({ zone: z.string(), time: z.string(), ...OpenNow, open: z.boolean() })).openapi({
      description: 'By each clock of the region.',
    }),
  })
  .openapi('RegionRules')

const FederalJson = z
  .object({
    days: Days,
    text: z.string(),
    citations: Texts,
    location_basis: z.string(),
    conditions: Texts,
    confidence: Sure,
    sources: Texts,
    official_url: z.string(),
  })
  .openapi('FederalRules')

const RulesJson = z
  .object({
    version: LocalDate.openapi({ description: 'When the rules were last reviewed.' }),
    federal: FederalJson.openapi({ description: 'Holds for every call.' }),
    data: z.array(RegionRulesJson),
  })
  .openapi('ComplianceRules')

export function complianceRuleRoutes() {
  return createRouter().openapi(
    createRoute({
      method: 'get',
      path: '/compliance/rules',
      tags: ['Compliance'],
      summary: 'The calling rules by region, as they are in force now',
      description: 'Facts for software, with their sources and how sure they are. Not legal advice.',
      request: {
        query: z.strictObject({
          region: z.string().max(10).optional().openapi({
            description: 'One region; one without rules of its own finds its country. "US": state unknown.',
            example: 'US-PA',
          }),
          q: z.string().max(200).optional().openapi({ description: 'Part of a code, a name or a citation.' }),
        }),
      },
      responses: { 200: json(RulesJson, 'The United States by state, then other countries'), ...problems() },
    }),
    async (c) => {
      const rules = await listRules(c.get('deps'), c.get('actor'), c.req.valid('query'))
      return c.json({ version: RULES_VERSION, federal: FEDERAL_JSON, data: rules.map(toJson) }, 200)
    },
  )
}

const FEDERAL_JSON: z.infer<typeof FederalJson> = {
  days: daysOf(FEDERAL.hours),
  text: describeHours(FEDERAL.hours),
  citations: FEDERAL.citations,
  location_basis: FEDERAL.locationBasis,
  conditions: FEDERAL.conditions,
  confidence: FEDERAL.confidence,
  sources: FEDERAL.sources,
  official_url: FEDERAL.officialUrl,
}

function toJson({ entry, today, holidays, stop, clocks }: RegionRules): z.infer<typeof RegionRulesJson> {
  const hoursJson = (versions: readonly HoursVersion[]) =>
    versions.map((version, i) => versionJson(version, versions[i + 1]?.from ?? null, today, entry.confidence))
  return {
    region: entry.region,
    name: entry.name,
    country: entry.country,
    hours: hoursJson(entry.hours),
    ai_voice: hoursJson(entry.aiVoiceHours),
    attempts: [
      ...entry.attempts.map((cap) => capJson(cap, 'every_call')),
      ...entry.aiVoiceAttempts.map((cap) => capJson(cap, 'ai_voice')),
    ],
    holidays: {
      calendar: entry.holidays,
      next: holidays.map(({ date, name, kind }) => ({ date, name, observed: kind === 'observed' })),
    },
    lifted_by_consent: entry.liftedByConsent,
    conditions: entry.conditions,
    location_basis: entry.locationBasis,
    disagreements: entry.disagreements,
    confidence: entry.confidence,
    sources: entry.sources,
    official_url: entry.officialUrl ?? null,
    stop: stop && regionStopJson(stop),
    open_now: openNow(clocks),
    local_times: clocks.map(({ zone, localTime, state }) => ({
      zone,
      time: localTime,
      open: state.open,
      until: toIso(state.until),
      because: state.because.detail,
    })),
  }
}

function versionJson(
  { from, hours, citation, alsoInZone, confidence }: HoursVersion,
  nextFrom: string | null,
  today: string,
  ofEntry: z.infer<typeof Sure>,
): z.infer<typeof HoursJson> {
  const week = typeof hours === 'string' ? null : hours
  return {
    from,
    until: nextFrom === null ? null : dateOf(dayOf(nextFrom) - 1),
    current: (from === null || from <= today) && (nextFrom === null || today < nextFrom),
    days: typeof hours === 'string' ? hours : daysOf(hours),
    holiday: week?.holiday ?? null,
    eve: week?.eve ?? null,
    also_in_zone: alsoInZone ? { zone: alsoInZone.zone, name: alsoInZone.name } : null,
    text: describeHours(hours),
    citation,
    confidence: confidence ?? ofEntry,
  }
}

function daysOf(week: WeekHours): z.infer<typeof Days> {
  return Object.fromEntries(WEEK.map((day): [string, readonly DayHours[]] => [day, week[day]])) as z.infer<typeof Days>
}

function capJson(
  { id, counts, max, windowMs, citation, detail }: AttemptCap,
  applies_to: 'every_call' | 'ai_voice',
): z.infer<typeof CapJson> {
  return {
    id,
    applies_to,
    counts,
    max,
    window_hours: windowMs === null ? null : windowMs / HOUR_MS,
    text: detail,
    citation,
  }
}

/** The region as a whole: open or closed when all of its clocks are. */
function openNow(clocks: readonly RegionClock[]): z.infer<typeof RegionRulesJson>['open_now'] {
  const [first, ...others] = clocks.map(({ state }) => state)
  if (!first) return { open: null, until: null, because: 'we know no clock of the region' }
  const changes = [first, ...others].flatMap(({ until }) => until ?? [])
  const until = changes.length === 0 ? null : toIso(Math.min(...changes))
  const agree = others.every(({ open }) => open === first.open)
  if (!agree) return { open: null, until, because: 'its clocks differ' }
  return { open: first.open, until, because: first.because.detail }
}
