import { createRoute, z } from '@hono/zod-openapi'
import { listRegionStops } from '../../app/compliance/list-region-stops.ts'
import type { StoredRegionStop } from '../../app/compliance/region-stop-store.ts'
import { releaseRegion } from '../../app/compliance/release-region.ts'
import { stopRegion } from '../../app/compliance/stop-region.ts'
import { countryName } from '../../domain/address.ts'
import { regionName } from '../../domain/regions/places.ts'
import { createRouter } from './router.ts'
import { Instant, InstantInput, json, jsonBody, problems, toIso } from './shapes.ts'

/** Emergency stops of regions; beside those of the organization, an agent and a number (kill-switches.ts). */

export const RegionStopJson = z
  .object({
    region: z.string().openapi({ example: 'US-LA' }),
    name: z.string().openapi({ example: 'Louisiana' }),
    reason: z.string(),
    stopped_at: Instant,
    until: Instant.nullable().openapi({ description: 'null: until it is lifted.' }),
    by: z.string().openapi({ description: 'Who ordered it.', example: 'key:local' }),
  })
  .openapi('RegionStop')

const reason = z.string().trim().min(1).max(500).openapi({
  description: 'Kept in the audit log and shown to the team.',
  example: 'Hurricane: PSC order of 28 August',
})
const Region = z.object({
  region: z
    .string()
    .toUpperCase()
    .min(2)
    .max(10)
    .openapi({ description: 'A state, a province or a country.', example: 'US-LA' }),
})
const tags = ['Compliance']

export function regionStopRoutes() {
  return createRouter()
    .openapi(
      createRoute({
        method: 'get',
        path: '/compliance/stops',
        tags,
        summary: 'List the emergency stops of regions',
        responses: {
          200: json(z.object({ data: z.array(RegionStopJson) }), 'Those that stand, by region'),
          ...problems(),
        },
      }),
      async (c) => c.json({ data: (await listRegionStops(c.get('deps'), c.get('actor'))).map(regionStopJson) }, 200),
    )
    .openapi(
      createRoute({
        method: 'put',
        path: '/compliance/stops/{region}',
        tags,
        summary: 'Stop all calls to a region',
        description:
          'From the next dial on, for every campaign, also with the regional rules off. Calls in progress go on. Again: changes reason and end.',
        request: {
          params: Region,
          body: jsonBody(
            z
              .strictObject({
                reason,
                until: InstantInput.nullable()
                  .default(null)
                  .openapi({ description: 'When it ends by itself; null or left out: when it is lifted.' }),
              })
              .openapi('NewRegionStop'),
          ),
        },
        responses: { 200: json(RegionStopJson, 'Nobody there is called any more'), ...problems('unprocessable') },
      }),
      async (c) => {
        const input = { ...c.req.valid('param'), ...c.req.valid('json') }
        return c.json(regionStopJson(await stopRegion(c.get('deps'), c.get('actor'), input)), 200)
      },
    )
    .openapi(
      createRoute({
        method: 'delete',
        path: '/compliance/stops/{region}',
        tags,
        summary: 'Lift the emergency stop of a region',
        description: 'Needs a reason; campaigns that are active go on at once.',
        request: { params: Region, body: jsonBody(z.strictObject({ reason })) },
        responses: { 204: { description: 'Lifted' }, ...problems('not_found', 'unprocessable') },
      }),
      async (c) => {
        const input = { ...c.req.valid('param'), ...c.req.valid('json') }
        await releaseRegion(c.get('deps'), c.get('actor'), input)
        return c.body(null, 204)
      },
    )
    .openapi(
      createRoute({
        method: 'post',
        path: '/compliance/stops/{region}/release',
        tags,
        summary: 'Lift the emergency stop of a region, for clients that cannot send a body with DELETE',
        request: { params: Region, body: jsonBody(z.strictObject({ reason })) },
        responses: { 204: { description: 'Lifted' }, ...problems('not_found', 'unprocessable') },
      }),
      async (c) => {
        const input = { ...c.req.valid('param'), ...c.req.valid('json') }
        await releaseRegion(c.get('deps'), c.get('actor'), input)
        return c.body(null, 204)
      },
    )
}

export function regionStopJson(stop: StoredRegionStop): z.infer<typeof RegionStopJson> {
  return {
    region: stop.region,
    name: stop.region.includes('-') ? regionName(stop.region) : countryName(stop.region),
    reason: stop.reason,
    stopped_at: toIso(stop.stoppedAt),
    until: toIso(stop.until),
    by: stop.actor,
  }
}
