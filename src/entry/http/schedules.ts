import { createRoute, z } from '@hono/zod-openapi'
import { createSchedule } from '../../app/schedules/create.ts'
import { deleteSchedule } from '../../app/schedules/delete.ts'
import { getSchedule } from '../../app/schedules/get.ts'
import { listSchedules } from '../../app/schedules/list.ts'
import { updateSchedule } from '../../app/schedules/update.ts'
import type { ScheduleView } from '../../app/schedules/view.ts'
import { CAMPAIGN_STATUSES } from '../../domain/campaign-lifecycle.ts'
import { SCHEDULE_FIELDS, ScheduleDays, ScheduleDaysPatch } from '../../domain/schedule.ts'
import { createRouter } from './router.ts'
import { Id, IdempotencyKey, Instant, json, jsonBody, pageOf, pageParams, problems, toIso, toPage } from './shapes.ts'

const { name, zone, exceptions } = SCHEDULE_FIELDS
const fields = {
  name,
  zone: zone.meta({
    description: 'IANA name, or "recipient": the zone of whoever is called.',
    example: 'recipient',
  }),
  exceptions: exceptions.meta({
    description:
      'Dates (`from`, `to` inclusive) with `hours` of their own; no hours: closed. `yearly` ones return on the same days. Where several meet, only what all of them allow is open.',
  }),
}
const isDefault = z.boolean().openapi({ description: 'Whether new campaigns begin with it; at most one does.' })

const NewSchedule = z
  .strictObject({
    ...fields,
    days: ScheduleDays.meta({ description: 'Slots of each weekday; a day that is not named is closed.' }),
    exceptions: fields.exceptions.default(() => []),
    is_default: isDefault.default(false),
  })
  .openapi('NewSchedule', {
    example: {
      name: 'Office hours',
      zone: 'America/New_York',
      days: {
        mon: [
          { start: '09:00', end: '12:00' },
          { start: '13:00', end: '17:00' },
        ],
      },
      exceptions: [{ from: '2026-12-24', to: '2026-12-26', yearly: true, hours: [], name: 'Christmas' }],
    },
  })
const SchedulePatch = z
  .strictObject({
    ...fields,
    days: ScheduleDaysPatch.meta({ description: 'Of the days only those that are named change.' }),
    is_default: isDefault,
  })
  .partial()
  .openapi('SchedulePatch')
const ScheduleJson = z
  .object({
    id: z.string().openapi({ example: 'sch_01kb…' }),
    ...fields,
    days: ScheduleDays,
    is_default: isDefault,
    open: z
      .object({
        open: z.boolean().nullable().openapi({ description: 'null: it depends on where the person is.' }),
        until: Instant.nullable(),
        because: z.string(),
      })
      .openapi({ description: 'Whether it is open now.' }),
    used_by: z
      .array(z.object({ id: z.string(), name: z.string(), status: z.enum(CAMPAIGN_STATUSES) }))
      .openapi({ description: 'Campaigns that are not finished; at most 100.' }),
    created_at: Instant,
    updated_at: Instant,
  })
  .openapi('Schedule')

const tags = ['Schedules']

export function scheduleRoutes() {
  return createRouter()
    .openapi(
      createRoute({
        method: 'get',
        path: '/schedules',
        tags,
        summary: 'List schedules',
        request: { query: z.strictObject(pageParams()) },
        responses: { 200: json(pageOf(ScheduleJson), 'Oldest first'), ...problems() },
      }),
      async (c) => {
        const page = await listSchedules(c.get('deps'), c.get('actor'), toPage(c.req.valid('query')))
        return c.json({ data: page.items.map(toJson), next_cursor: page.nextCursor }, 200)
      },
    )
    .openapi(
      createRoute({
        method: 'post',
        path: '/schedules',
        tags,
        summary: 'Create a schedule',
        description: 'Business hours of a week, several slots a day, with exceptions.',
        request: { headers: IdempotencyKey, body: jsonBody(NewSchedule) },
        responses: { 201: json(ScheduleJson, 'The schedule'), ...problems('unprocessable') },
      }),
      async (c) => {
        const { is_default, ...rest } = c.req.valid('json')
        return c.json(toJson(await createSchedule(c.get('deps'), c.get('actor'), rest, is_default)), 201)
      },
    )
    .openapi(
      createRoute({
        method: 'get',
        path: '/schedules/{id}',
        tags,
        summary: 'Read a schedule',
        request: { params: Id },
        responses: { 200: json(ScheduleJson, 'The schedule'), ...problems('not_found') },
      }),
      async (c) => c.json(toJson(await getSchedule(c.get('deps'), c.get('actor'), c.req.valid('param').id)), 200),
    )
    .openapi(
      createRoute({
        method: 'patch',
        path: '/schedules/{id}',
        tags,
        summary: 'Change a schedule',
        description: 'Also while campaigns run by it: new hours hold from the next dial.',
        request: { params: Id, body: jsonBody(SchedulePatch) },
        responses: { 200: json(ScheduleJson, 'The schedule'), ...problems('not_found', 'conflict', 'unprocessable') },
      }),
      async (c) => {
        const { is_default, days, ...rest } = c.req.valid('json')
        const view = await updateSchedule(c.get('deps'), c.get('actor'), c.req.valid('param').id, {
          ...rest,
          ...(days && { days }),
          ...(is_default !== undefined && { isDefault: is_default }),
        })
        return c.json(toJson(view), 200)
      },
    )
    .openapi(
      createRoute({
        method: 'delete',
        path: '/schedules/{id}',
        tags,
        summary: 'Delete a schedule',
        description: 'Refused while a campaign that is not finished uses it; `details.campaigns` names them.',
        request: { params: Id },
        responses: { 204: { description: 'Gone' }, ...problems('not_found', 'in_use') },
      }),
      async (c) => {
        await deleteSchedule(c.get('deps'), c.get('actor'), c.req.valid('param').id)
        return c.body(null, 204)
      },
    )
}

function toJson({ schedule, isDefault: is_default, state, usedBy }: ScheduleView): z.infer<typeof ScheduleJson> {
  return {
    id: schedule.id,
    name: schedule.name,
    zone: schedule.zone,
    days: schedule.days,
    exceptions: schedule.exceptions,
    is_default,
    open: { ...state, until: toIso(state.until) },
    used_by: usedBy,
    created_at: toIso(schedule.createdAt),
    updated_at: toIso(schedule.updatedAt),
  }
}
