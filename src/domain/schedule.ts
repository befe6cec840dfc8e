/** A named schedule as people write it down: its schema, what is wrong with it field by field, and whether it is open at an instant. */
import { z } from 'zod'
import { type FieldError, jsonPointer } from './errors.ts'
import { type LocalRule, seek } from './hours-rule.ts'
import { DAY_MS, dayOf, localAt } from './local-time.ts'
import { findClock, isKnownZone } from './regions/zone-offset.ts'
import { coversDay, type DayHours, scheduleSpans, type Weekday, type WeeklySchedule } from './weekly-schedule.ts'

export const DAYS_OF_WEEK = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'] as const satisfies readonly Weekday[]
export const MOST_SLOTS = 10
export const MOST_EXCEPTIONS = 200
/** The zone of a schedule that follows the clock of whoever is called. */
export const RECIPIENT = 'recipient'

const START = /^([01]\d|2[0-3]):[0-5]\d$/
const END = /^(([01]\d|2[0-3]):[0-5]\d|24:00)$/
const DATE = /^\d{4}-\d{2}-\d{2}$/

const Slot = z.strictObject({
  start: z.string().regex(START, { error: 'must be a time between 00:00 and 23:59' }),
  end: z.string().regex(END, { error: 'must be a time up to 24:00' }),
})

/** Slots of one day, in any order; they may touch, not overlap. */
const Slots = z
  .array(Slot)
  .max(MOST_SLOTS, { error: `at most ${MOST_SLOTS} slots a day` })
  .check((ctx) => {
    for (const { path, message } of slotErrors(ctx.value))
      ctx.issues.push({ code: 'custom', input: ctx.value, path, message })
  })

const LocalDate = z
  .string()
  .regex(DATE, { error: 'must be a date such as 2026-12-24' })
  .refine((date) => !DATE.test(date) || isDate(date), { error: 'there is no such date' })

const Exception = z
  .strictObject({
    from: LocalDate,
    /** Inclusive; the same day when absent. */
    to: LocalDate.optional(),
    yearly: z.boolean().default(false),
    /** Instead of the weekday's; none: closed. */
    hours: Slots.default(() => []),
    name: z.string().trim().max(100).default(''),
  })
  .check((ctx) => {
    const message = rangeError(ctx.value)
    if (message) ctx.issues.push({ code: 'custom', input: ctx.value, path: ['to'], message })
  })

/** Each field of a schedule once; requests, the OpenAPI document and what is stored are all made of these. */
export const SCHEDULE_FIELDS = {
  name: z.string().trim().min(1).max(100),
  zone: z
    .string()
    .max(60)
    .refine((zone) => zone === RECIPIENT || isKnownZone(zone), {
      error: `is not a known time zone; give an IANA name such as America/New_York, or "${RECIPIENT}"`,
    }),
  exceptions: z.array(Exception).max(MOST_EXCEPTIONS, { error: `at most ${MOST_EXCEPTIONS} exceptions` }),
}

/** A day that is not named is closed. */
export const ScheduleDays = z.strictObject({
  mon: Slots.default(() => []),
  tue: Slots.default(() => []),
  wed: Slots.default(() => []),
  thu: Slots.default(() => []),
  fri: Slots.default(() => []),
  sat: Slots.default(() => []),
  sun: Slots.default(() => []),
})

/** Of a change: a day that is not named stays as it is. */
export const ScheduleDaysPatch = z
  .strictObject({ mon: Slots, tue: Slots, wed: Slots, thu: Slots, fri: Slots, sat: Slots, sun: Slots })
  .partial()

export type ScheduleException = z.output<typeof Exception>
export type ScheduleDays = z.output<typeof ScheduleDays>

/** When a schedule is open: what a change of it must reach the campaigns that use it for. */
export interface ScheduleHours {
  zone: string
  days: ScheduleDays
  exceptions: ScheduleException[]
}

/** Whether a change moves an hour, rather than the name only. */
export function movesHours(changes: Partial<ScheduleHours>): boolean {
  return changes.zone !== undefined || changes.days !== undefined || changes.exceptions !== undefined
}

/** What no field shows alone: a schedule that is never open. */
export function scheduleErrors({ days, exceptions }: ScheduleHours): FieldError[] {
  const lists = [...DAYS_OF_WEEK.map((weekday) => days[weekday]), ...exceptions.map((exception) => exception.hours)]
  if (lists.some((hours) => hours.length > 0)) return []
  return [
    {
      pointer: jsonPointer(['days']),
      message: 'the schedule is never open: give at least one weekday or exception hours',
    },
  ]
}

/** With the slots of each day in the order of the clock. */
export function inOrder<T extends Partial<ScheduleHours>>(hours: T): T {
  const sort = (slots: DayHours[]): DayHours[] => slots.toSorted((a, b) => (a.start < b.start ? -1 : 1))
  const { days, exceptions } = hours
  return {
    ...hours,
    ...(days && { days: Object.fromEntries(DAYS_OF_WEEK.map((weekday) => [weekday, sort(days[weekday])])) }),
    ...(exceptions && { exceptions: exceptions.map((it) => ({ ...it, hours: sort(it.hours) })) }),
  }
}

export interface ScheduleState {
  /** null: it depends on where the person is. */
  open: boolean | null
  /** Epoch ms of the next change; null: none within a year, or unknown. */
  until: number | null
  because: string
}

const LOOK_AHEAD_MS = 400 * DAY_MS

/** Whether the schedule alone is open at an instant (epoch ms). Never throws: one that cannot be read is closed. */
export function scheduleAt(schedule: WeeklySchedule, atMs: number): ScheduleState {
  if (schedule.zone === RECIPIENT) return { open: null, until: null, because: 'It depends on where the person is.' }
  const clock = findClock(schedule.zone)
  if (!clock) return { open: false, until: null, because: `The time zone ${schedule.zone} is not known.` }
  try {
    const spansOn = scheduleSpans(schedule)
    const rule = { id: 'schedule', code: 'schedule', zone: schedule.zone, detail: '', citation: null, spansOn } as const
    const local: LocalRule = { rule, clock, zone: schedule.zone }
    const open = seek(local, true, atMs, atMs + 1) !== null
    const until = seek(local, !open, atMs, atMs + LOOK_AHEAD_MS)
    return { open, until, because: reasonOf(schedule, atMs, open, until) }
  } catch (error) {
    return { open: false, until: null, because: `Unreadable: ${error instanceof Error ? error.message : error}` }
  }
}

function reasonOf(schedule: WeeklySchedule, atMs: number, open: boolean, until: number | null): string {
  if (!open && until === null) return 'It has no open hour in the next 400 days.'
  const day = dayOf(localAt(schedule.zone, atMs).date)
  const exception = (schedule.exceptions ?? []).find((it) => coversDay(it, day))
  const name = exception && 'name' in exception && exception.name ? `: ${exception.name}` : ''
  if (exception) return `${open ? 'Inside' : 'Outside'} the hours of an exception${name}.`
  return `${open ? 'Inside' : 'Outside'} the hours of the week.`
}

/** The slot named is the one written later. */
function slotErrors(slots: readonly DayHours[]): { path: (string | number)[]; message: string }[] {
  return slots.flatMap((slot, index) => {
    // What is no time at all has been said already.
    if (!START.test(slot.start) || !END.test(slot.end)) return []
    if (slot.end <= slot.start) {
      const advice = 'for hours past midnight give two slots, up to 24:00 and from 00:00 of the next day'
      return [{ path: [index, 'end'], message: `must be later than the start; ${advice}` }]
    }
    const other = slots.slice(0, index).find((it) => it.start < slot.end && slot.start < it.end)
    if (!other) return []
    const same = other.start === slot.start && other.end === slot.end
    const message = same ? 'is there twice' : `overlaps ${other.start}–${other.end}`
    return [{ path: [index], message }]
  })
}

/** A yearly range may run over New Year, written with either year: 12-24 to 01-02. */
function rangeError({
  from,
  to = from,
  yearly,
}: {
  from: string
  to?: string | undefined
  yearly: boolean
}): string | null {
  if (!isDate(from) || !isDate(to)) return null
  const inYears = (years: number): string =>
    `${String(Number(from.slice(0, 4)) + years).padStart(4, '0')}${from.slice(4)}`
  if (yearly && to >= inYears(1)) return 'a range that repeats every year must be shorter than a year'
  if (to < from && !(yearly && to > inYears(-1))) return `must not be before ${from}`
  return null
}

function isDate(date: string): boolean {
  try {
    dayOf(date)
    return true
  } catch {
    return false
  }
}
