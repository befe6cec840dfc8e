import { AppError, type FieldError } from '../../domain/errors.ts'
import type { Deps } from '../deps.ts'
import type { CampaignFields } from './store.ts'

/** What a schema cannot know: that the things named exist in this organization, and that the dates are in order. */
export async function checkCampaignFields(deps: Deps, orgId: string, fields: Partial<CampaignFields>): Promise<void> {
  const errors: FieldError[] = []
  if (fields.agentId && !(await deps.agents.find(orgId, fields.agentId)))
    errors.push({ pointer: '/agent_id', message: 'there is no such agent' })
  if (fields.numberIds && fields.numberIds.length > 0) {
    const known = new Set((await deps.numbers.findMany(orgId, fields.numberIds)).map((number) => number.id))
    fields.numberIds.forEach((id, index) => {
      if (!known.has(id)) errors.push({ pointer: `/number_ids/${index}`, message: 'there is no such number' })
    })
  }
  if (fields.scheduleId && !(await deps.schedules.find(orgId, fields.scheduleId)))
    errors.push({ pointer: '/schedule_id', message: 'there is no such schedule' })
  if (fields.startAt && fields.endAt && fields.endAt <= fields.startAt)
    errors.push({ pointer: '/end_at', message: 'must be later than start_at' })
  if (errors.length > 0) throw new AppError('unprocessable', 'The campaign cannot be saved like this.', { errors })
}
