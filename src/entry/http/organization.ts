import { createRoute, z } from '@hono/zod-openapi'
import { listAudit } from '../../app/audit/list.ts'
import type { Actor, Deps } from '../../app/deps.ts'
import { getOrganization } from '../../app/organizations/get.ts'
import { findStopper } from '../../app/organizations/stopped-by.ts'
import type { Organization } from '../../app/organizations/store.ts'
import { updateOrganization } from '../../app/organizations/update.ts'
import { createRouter } from './router.ts'
import { Instant, json, jsonBody, pageOf, pageParams, problems, toIso, toPage } from './shapes.ts'

const fields = {
  name: z.string().trim().min(1).max(100),
  default_region: z
    .string()
    .regex(/^[A-Z]{2}$/, { error: 'must be two capital letters, such as US' })
    .openapi({ description: 'Country of phones written without a country code.', example: 'US' }),
  fallback_zones: z
    .array(z.string().max(60))
    .min(1)
    .max(30)
    .openapi({ description: 'IANA zones that must all be open when nothing is known of where a person is.' }),
}
const OrganizationPatch = z.strictObject(fields).partial().openapi('OrganizationPatch')
export const OrganizationJson = z
  .object({
    id: z.string(),
    ...fields,
    stopped_at: Instant.nullable().openapi({ description: 'Since when nobody may be called (kill switch), or null.' }),
    stop_reason: z.string().nullable(),
    stopped_by: z.string().nullable().openapi({ description: 'Who threw it.', example: 'key:local' }),
    created_at: Instant,
  })
  .openapi('Organization')
const AuditJson = z
  .object({
    id: z.string(),
    at: Instant,
    actor: z.string().openapi({ example: 'key:local' }),
    action: z.string().openapi({ example: 'campaign.started' }),
    subject: z.string().openapi({ example: 'cmp_01kb…' }),
    details: z.record(z.string(), z.unknown()),
  })
  .openapi('AuditEntry')

const tags = ['Organization']

export function organizationRoutes() {
  return createRouter()
    .openapi(
      createRoute({
        method: 'get',
        path: '/organization',
        tags,
        summary: 'Read the organization of the key',
        responses: { 200: json(OrganizationJson, 'The organization'), ...problems() },
      }),
      async (c) => {
        const organization = await getOrganization(c.get('deps'), c.get('actor'))
        return c.json(await organizationJson(c.get('deps'), c.get('actor'), organization), 200)
      },
    )
    .openapi(
      createRoute({
        method: 'patch',
        path: '/organization',
        tags,
        summary: 'Change the organization',
        request: { body: jsonBody(OrganizationPatch) },
        responses: { 200: json(OrganizationJson, 'The organization'), ...problems('unprocessable') },
      }),
      async (c) => {
        const { name, default_region, fallback_zones } = c.req.valid('json')
        const organization = await updateOrganization(c.get('deps'), c.get('actor'), {
          ...(name !== undefined && { name }),
          ...(default_region !== undefined && { defaultRegion: default_region }),
          ...(fallback_zones !== undefined && { fallbackZones: fallback_zones }),
        })
        return c.json(await organizationJson(c.get('deps'), c.get('actor'), organization), 200)
      },
    )
    .openapi(
      createRoute({
        method: 'get',
        path: '/audit-log',
        tags,
        summary: 'Who did what, and when',
        request: {
          query: z.strictObject({
            subject: z.string().max(64).optional().openapi({ description: 'Id of what it was done to.' }),
            action: z.string().max(64).optional(),
            ...pageParams(),
          }),
        },
        responses: { 200: json(pageOf(AuditJson), 'Newest first'), ...problems() },
      }),
      async (c) => {
        const query = c.req.valid('query')
        const page = await listAudit(c.get('deps'), c.get('actor'), { ...query, ...toPage(query) })
        const data = page.items.map(({ id, at, actor, action, subject, details }) => {
          return { id, at: toIso(at), actor, action, subject, details }
        })
        return c.json({ data, next_cursor: page.nextCursor }, 200)
      },
    )
}

export async function organizationJson(
  deps: Deps,
  actor: Actor,
  organization: Organization,
): Promise<z.infer<typeof OrganizationJson>> {
  return {
    id: organization.id,
    name: organization.name,
    default_region: organization.defaultRegion,
    fallback_zones: organization.fallbackZones,
    stopped_at: toIso(organization.stoppedAt),
    stop_reason: organization.stopReason,
    stopped_by: await findStopper(deps, actor, organization),
    created_at: toIso(organization.createdAt),
  }
}
