import type { CampaignType, Direction, Execution } from './campaign-settings.ts'

/**
 * What may be done to a campaign, when, and what it becomes (1-product §2). `archived` is a mark beside the status. Long because the
 * table, what it needs and what is said of a refusal are read together.
 */
export const CAMPAIGN_STATUSES = ['draft', 'scheduled', 'active', 'paused', 'completed', 'cancelled'] as const
export type CampaignStatus = (typeof CAMPAIGN_STATUSES)[number]

export const CAMPAIGN_ACTIONS = [
  'start',
  'pause',
  'resume',
  'cancel',
  'restart',
  'retry_failed',
  'archive',
  'unarchive',
  'delete',
  'duplicate',
  'run',
  'approve_all',
] as const
export type CampaignAction = (typeof CAMPAIGN_ACTIONS)[number]

/** Unfinished: its agent and numbers cannot be deleted. */
export const UNFINISHED_STATUSES = [
  'draft',
  'scheduled',
  'active',
  'paused',
] as const satisfies readonly CampaignStatus[]

export interface CampaignFacts {
  status: CampaignStatus
  archived: boolean
  type: CampaignType
  /** Default outbound. An inbound campaign collects people, so it may start without leads. */
  direction?: Direction
  /** Epoch ms. */
  startAt: number | null
  endAt: number | null
  hasAgent: boolean
  /** The kill switches (1-product §9). Default false. */
  agentStopped?: boolean
  organizationStopped?: boolean
  /** Numbers of the campaign that are switched on and not excluded. */
  usableNumbers: number
  leads: number
  failedLeads: number
  /** False when the schedule it names is gone: without it, people would be called at hours nobody meant. Default true. */
  hasSchedule?: boolean
  /** False when calling hours, schedule and the law never meet, so that nobody could ever be called. Default true. */
  hoursMeet?: boolean
  execution: Execution
  now: number
}

/** What can be missing, as the API names it. */
export const REQUIREMENTS = [
  'agent',
  'numbers',
  'leads',
  'failed_leads',
  'end_at',
  'schedule',
  'calling_hours',
  'agent_stopped',
  'organization_stopped',
] as const
export type Requirement = (typeof REQUIREMENTS)[number]

/** The kill switches: met while neither is thrown. */
const NOT_STOPPED = ['agent_stopped', 'organization_stopped'] as const satisfies readonly Requirement[]

/** What a campaign that has its people needs to dial. */
const TO_DIAL = [
  'agent',
  'numbers',
  'end_at',
  'schedule',
  'calling_hours',
  ...NOT_STOPPED,
] as const satisfies readonly Requirement[]

export type ActionVerdict =
  /** `status`: this campaign's afterwards; archive, delete and duplicate leave it as it is. */
  | { ok: true; status: CampaignStatus }
  | {
      ok: false
      code: 'not_allowed' | 'missing'
      missing: Requirement[]
      message: string
      allowedFrom: readonly CampaignStatus[]
    }

interface ActionRule {
  from: readonly CampaignStatus[]
  /** Whether it may be done while archived: an archived campaign is out of sight, so nothing that makes it dial. */
  archived: 'no' | 'only' | 'any'
  needs: readonly Requirement[]
  /** For "cannot be …". */
  said: string
}

/** The table of 1-product §2. */
export const ACTION_RULES: Readonly<Record<CampaignAction, ActionRule>> = {
  start: {
    from: ['draft'],
    archived: 'no',
    needs: ['agent', 'numbers', 'leads', 'end_at', 'schedule', 'calling_hours', ...NOT_STOPPED],
    said: 'started',
  },
  pause: { from: ['scheduled', 'active'], archived: 'no', needs: [], said: 'paused' },
  // Settings may have changed while it was paused.
  resume: { from: ['paused'], archived: 'no', needs: TO_DIAL, said: 'resumed' },
  cancel: { from: ['scheduled', 'active', 'paused'], archived: 'no', needs: [], said: 'cancelled' },
  restart: {
    from: ['paused', 'completed'],
    archived: 'no',
    needs: ['agent', 'numbers', 'leads', 'end_at', 'schedule', 'calling_hours', ...NOT_STOPPED],
    said: 'restarted',
  },
  retry_failed: {
    from: ['active', 'paused', 'completed'],
    archived: 'no',
    needs: ['failed_leads'],
    said: 'set to retry its failed leads',
  },
  archive: { from: ['draft', 'completed', 'cancelled'], archived: 'no', needs: [], said: 'archived' },
  unarchive: { from: ['draft', 'completed', 'cancelled'], archived: 'only', needs: [], said: 'unarchived' },
  delete: { from: ['draft', 'paused', 'completed', 'cancelled'], archived: 'any', needs: [], said: 'deleted' },
  duplicate: { from: CAMPAIGN_STATUSES, archived: 'any', needs: [], said: 'duplicated' },
  run: {
    from: ['active'],
    archived: 'no',
    needs: ['agent', 'numbers', 'agent_stopped', 'organization_stopped'],
    said: 'run',
  },
  approve_all: { from: ['scheduled', 'active', 'paused'], archived: 'no', needs: [], said: 'approved' },
}

/** May this be done now, what does the campaign become, and if not: why not, and from where it could. */
export function judgeAction(action: CampaignAction, facts: CampaignFacts): ActionVerdict {
  const rule = ACTION_RULES[action]
  const refused = (message: string): ActionVerdict => {
    return { ok: false, code: 'not_allowed', missing: [], message, allowedFrom: rule.from }
  }
  if (!rule.from.includes(facts.status)) {
    return refused(`A campaign that is ${facts.status} cannot be ${rule.said}; only one that is ${orList(rule.from)}.`)
  }
  if (facts.archived && rule.archived === 'no') {
    return refused(`An archived campaign cannot be ${rule.said}; unarchive it first.`)
  }
  if (!facts.archived && rule.archived === 'only') return refused('This campaign is not archived.')
  if (action === 'run' && facts.execution !== 'manual') {
    return refused(`Only a campaign with manual execution is run by hand; this one has ${facts.execution}.`)
  }
  const status = statusAfter(action, facts)
  const missing = rule.needs.filter((need) => isMissing(need, facts))
  // A completed campaign begins to dial again, so it needs what every start needs.
  if (action === 'retry_failed' && facts.status === 'completed') {
    missing.push(...TO_DIAL.filter((need) => isMissing(need, facts)))
  }
  if (missing.length === 0) return { ok: true, status }
  const message = `The campaign cannot be ${rule.said}: ${missing.map((need) => explain(need, facts)).join(', ')}.`
  return { ok: false, code: 'missing', missing, message, allowedFrom: rule.from }
}

/** What can be done right now, in the order of menus. */
export function allowedActions(facts: CampaignFacts): CampaignAction[] {
  return CAMPAIGN_ACTIONS.filter((action) => judgeAction(action, facts).ok)
}

/** A campaign paused before its start date goes back to waiting for it. */
export function resumeStatus(facts: Pick<CampaignFacts, 'startAt' | 'now'>): 'scheduled' | 'active' {
  return facts.startAt !== null && facts.startAt > facts.now ? 'scheduled' : 'active'
}

/**
 * What the calendar alone makes of a campaign: its start date arrived, or its end date passed (also while paused: a campaign is
 * not resumed after its end). null: nothing changes.
 */
export function calendarStatus(
  facts: Pick<CampaignFacts, 'status' | 'startAt' | 'endAt' | 'now'>,
): CampaignStatus | null {
  const { status, startAt, endAt, now } = facts
  if (status !== 'scheduled' && status !== 'active' && status !== 'paused') return null
  if (endAt !== null && endAt <= now) return 'completed'
  if (status === 'scheduled' && (startAt === null || startAt <= now)) return 'active'
  return null
}

/** Fields that may always change; everything else only in draft and paused. */
export const SETTINGS_OPEN_FIELDS = ['name', 'notes', 'description'] as const

export function canEditSettings(status: CampaignStatus): boolean {
  return status === 'draft' || status === 'paused'
}

/** Of the fields a PATCH names, those that are locked in this status. Not empty: 409 `locked`, "pause first". */
export function lockedFields(status: CampaignStatus, fields: readonly string[]): string[] {
  if (canEditSettings(status)) return []
  const open: ReadonlySet<string> = new Set(SETTINGS_OPEN_FIELDS)
  return fields.filter((field) => !open.has(field))
}

function statusAfter(action: CampaignAction, facts: CampaignFacts): CampaignStatus {
  switch (action) {
    case 'start':
    case 'resume':
    case 'restart':
      return resumeStatus(facts)
    case 'pause':
      return 'paused'
    case 'cancel':
      return 'cancelled'
    case 'retry_failed':
      return facts.status === 'completed' ? 'active' : facts.status
    case 'archive':
    case 'unarchive':
    case 'delete':
    case 'duplicate':
    case 'run':
    case 'approve_all':
      return facts.status
  }
}

function isMissing(need: Requirement, facts: CampaignFacts): boolean {
  switch (need) {
    case 'agent':
      return !facts.hasAgent
    case 'numbers':
      return facts.usableNumbers === 0
    case 'leads':
      // These two wait for people to arrive (1-product §2), so having none yet is their normal beginning.
      return facts.leads === 0 && facts.execution !== 'on_add' && facts.direction !== 'inbound'
    case 'failed_leads':
      return facts.failedLeads === 0
    case 'end_at':
      return (
        facts.endAt !== null && (facts.endAt <= facts.now || (facts.startAt !== null && facts.endAt <= facts.startAt))
      )
    case 'schedule':
      return facts.hasSchedule === false
    case 'calling_hours':
      return facts.hoursMeet === false
    case 'agent_stopped':
      return facts.agentStopped === true
    case 'organization_stopped':
      return facts.organizationStopped === true
  }
}

/** Why a campaign could never call anybody, as a clause. */
export const HOURS_NEVER_MEET =
  'its calling hours, its schedule and the hours the law allows (08:00–21:00 where the person is) never meet while it runs'

function explain(need: Requirement, facts: CampaignFacts): string {
  switch (need) {
    case 'agent':
      return 'it has no agent'
    case 'numbers':
      return 'it has no usable number'
    case 'leads':
      return 'it has no leads'
    case 'failed_leads':
      return 'none of its leads has failed'
    case 'end_at':
      return canEditSettings(facts.status)
        ? 'its end date has passed or is not after its start date, move it first'
        : 'its end date has passed, duplicate it with another one'
    case 'schedule':
      return 'its schedule was deleted, choose another or none'
    case 'calling_hours':
      return `${HOURS_NEVER_MEET}, change them first`
    case 'agent_stopped':
      return 'its agent is stopped, resume the agent or choose another one first'
    case 'organization_stopped':
      return 'all calls of the organization are stopped, resume them first'
  }
}

function orList(words: readonly string[]): string {
  return words.length < 2 ? words.join('') : `${words.slice(0, -1).join(', ')} or ${words.at(-1)}`
}
