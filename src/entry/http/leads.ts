import { createRoute, z } from '@hono/zod-openapi'
import type { Actor, Deps } from '../../app/deps.ts'
import { addLeads } from '../../app/leads/add.ts'
import { disableLead } from '../../app/leads/disable.ts'
import { enableLead } from '../../app/leads/enable.ts'
import { getLead } from '../../app/leads/get.ts'
import { listLeads } from '../../app/leads/list.ts'
import { markDoNotCall } from '../../app/leads/mark-do-not-call.ts'
import { retryLead } from '../../app/leads/retry.ts'
import { LEAD_SORTS, type LeadSort } from '../../app/leads/store.ts'
import { updateLead } from '../../app/leads/update.ts'
import { DISPOSITIONS } from '../../domain/disposition.ts'
import { LEAD_STATUSES, PRIORITIES } from '../../domain/lead.ts'
import { AttemptJson, attemptJson } from './attempt-json.ts'
import { AddedLeads, LeadPatchBody, NewLeads, toAddedJson } from './lead-input.ts'
import { LeadJson, leadJson } from './lead-json.ts'
import { createRouter } from './router.ts'
import { Id, IdempotencyKey, json, jsonBody, manyOf, pageOf, pageParams, problems, toPage } from './shapes.ts'

const tags = ['Leads']
const SORTS = [...LEAD_SORTS, ...LEAD_SORTS.map((sort) => `-${sort}` as const)] as const

const LeadWithAttempts = LeadJson.extend({
  attempts_list: z.never().optional(),
}).openapi('LeadWithAttempts')
