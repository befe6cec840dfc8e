import { describe, expect, it } from 'vitest'
import {
  isFinal,
  isWaiting,
  judgeLeadAction,
  LEAD_ACTIONS,
  LEAD_STATUSES,
  type LeadAction,
  type LeadStatus,
  PRIORITIES,
  priorityRank,
} from '../../src/domain/lead.ts'

/** What each action makes of each status; absent is refused. */
const TABLE: Record<LeadAction, Partial<Record<LeadStatus, LeadStatus>>> = {
  retry: { completed: 'retry', no_conversation: 'retry', failed: 'retry', skipped: 'pending' },
  disable: {
    pending: 'disabled',
    planning: 'disabled',
    awaiting_approval: 'disabled',
    called: 'disabled',
    retry: 'disabled',
    rescheduled: 'disabled',
  },
  enable: { disabled: 'pending' },
  do_not_call: Object.fromEntries(
    LEAD_STATUSES.filter((status) => status !== 'do_not_call').map((status) => [status, 'do_not_call']),
  ),
}

describe('a person acting on a lead', () => {
  it.each(LEAD_ACTIONS.flatMap((action) => LEAD_STATUSES.map((status) => ({ action, status }))))(
    '$action while $status',
    ({ action, status }) => {
      const becomes = TABLE[action][status]
      const verdict = judgeLeadAction(action, status)
      if (becomes === undefined) expect(verdict).toMatchObject({ ok: false, code: 'not_allowed' })
      else expect(verdict).toEqual({ ok: true, status: becomes })
    },
  )

  it('comes back as retry when it had been called before it was switched off', () => {
    expect(judgeLeadAction('enable', 'disabled', 2)).toEqual({ ok: true, status: 'retry' })
  })

  it('says why a lead in a call cannot be switched off', () => {
    const verdict = judgeLeadAction('disable', 'dialing')
    expect(!verdict.ok && verdict.message).toBe('A lead in a call can be switched off when the call has ended.')
  })
})

describe('lead statuses', () => {
  it('are fifteen, of which seven are final and three wait in the queue', () => {
    expect(LEAD_STATUSES).toHaveLength(15)
    expect(LEAD_STATUSES.filter(isFinal)).toHaveLength(7)
    expect(LEAD_STATUSES.filter(isWaiting)).toEqual(['pending', 'retry', 'rescheduled'])
    expect(isFinal('disabled')).toBe(false)
  })

  it('rank high before normal before low', () => {
    expect(PRIORITIES.map(priorityRank)).toEqual([0, 1, 2])
  })
})
