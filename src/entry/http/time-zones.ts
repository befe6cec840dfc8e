import { createRoute, z } from '@hono/zod-openapi'
import { knownZones } from '../../domain/regions/zone-offset.ts'
import { createRouter } from './router.ts'
import { json, problems } from './shapes.ts'

const TimeZones = z.object({ data: z.array(z.string().openapi({ example: 'America/New_York' })) }).openapi('TimeZones')

export function timeZoneRoutes() {
  return createRouter().openapi(
    createRoute({
      method: 'get',
      path: '/time-zones',
      tags: ['Organization'],
      summary: 'List the time zones',
      description:
        'Every IANA name that a contact, number, schedule or fallback zone may have, in the order of the alphabet.',
      responses: { 200: json(TimeZones, 'The names'), ...problems() },
    }),
    (c) => c.json({ data: knownZones() }, 200, { 'Cache-Control': 'private, max-age=86400' }),
  )
}
