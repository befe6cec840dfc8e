import { Stack, Text, Textarea, TextInput } from '@mantine/core'
import { useAgents } from '../api/agents.ts'
import type { CampaignSettings } from '../api/campaigns.ts'
import { useNumbers } from '../api/numbers.ts'
import { useSchedules } from '../api/schedules.ts'
import { countOf, formatDateTime, formatPhone, viewerZoneName } from '../format.ts'
import { CALL_INTERVALS, RETRY_MODES, ROTATIONS } from '../settings-options.ts'
import { fillTemplate } from '../template.ts'
import { AgentSelect } from './agent-select.tsx'
import { CallSettings } from './call-settings.tsx'
import { ComplianceSettings, HoursSettings, RetrySettings, RotationSettings } from './hours-settings.tsx'
import type { ListDraft } from './import-draft.ts'
import { ImportReview } from './import-review.tsx'
import { InstantInput } from './instant-input.tsx'
import type { NewCampaignDraft, StepProps } from './new-campaign-draft.ts'
import { NumberPicker } from './number-picker.tsx'
import { ScheduleSelect } from './schedule-select.tsx'
import { SettingsSection } from './settings-section.tsx'

export function PurposeStep({ draft, onChange, error }: StepProps) {
  const agents = useAgents()
  const agent = agents.data?.find((it) => it.id === draft.agent_id)
  return (
    <Stack maw={860}>
      <SettingsSection title="Purpose">
        <TextInput
          label="Name"
          required
          data-autofocus
          value={draft.name}
          onChange={(event) => onChange({ name: event.currentTarget.value })}
          error={error('/name')}
        />
        <Textarea
          label="Description"
          description="What it is to achieve; for your team"
          autosize
          minRows={2}
          value={draft.description}
          onChange={(event) => onChange({ description: event.currentTarget.value })}
          error={error('/description')}
        />
      </SettingsSection>
      <SettingsSection title="Agent">
        <AgentSelect
          value={draft.agent_id}
          onChange={(agent_id) => onChange({ agent_id })}
          error={error('/agent_id')}
        />
        {agent && (
          <Text size="sm" c="dimmed">
            “{fillTemplate(agent.spoken_greeting, { COMPANY: agent.company, CALLBACK_NUMBER: 'your number' })}”
          </Text>
        )}
      </SettingsSection>
    </Stack>
  )
}

/** @param isSaved the campaign is a draft by now, made so that the list can be looked at in it */
export function ContactsStep({
  draft,
  list,
  isSaved,
}: Pick<StepProps, 'draft'> & { list: ListDraft; isSaved: boolean }) {
  return (
    <Stack maw={1100}>
      <SettingsSection title="Contacts" hint="You can also add them later, in other ways too.">
        <ImportReview draft={list} agentId={draft.agent_id} />
        {isSaved && (
          <Text size="xs" c="dimmed">
            The campaign is saved as a draft; what you leave now is found there again.
          </Text>
        )}
      </SettingsSection>
    </Stack>
  )
}

export function DialingStep({ draft, onChange, error }: StepProps) {
  const fields = {
    value: draft.settings,
    onChange: (change: Partial<CampaignSettings>) => onChange({ settings: { ...draft.settings, ...change } }),
    error,
  }
  return (
    <Stack maw={860}>
      <SettingsSection title="Numbers">
        <NumberPicker
          value={draft.number_ids}
          onChange={(number_ids) => onChange({ number_ids })}
          error={error('/number_ids')}
        />
        <RotationSettings {...fields} numbers={draft.number_ids.length} />
      </SettingsSection>
      <SettingsSection title="Hours" hint="Calling hours are those of each person, wherever they are.">
        <HoursSettings {...fields} />
        <ScheduleSelect
          value={draft.schedule_id}
          onChange={(schedule_id) => onChange({ schedule_id })}
          error={error('/schedule_id')}
        />
        <InstantInput
          label="Start"
          description="Empty: as soon as it goes live"
          value={draft.start_at}
          onChange={(start_at) => onChange({ start_at })}
          error={error('/start_at')}
        />
      </SettingsSection>
      <SettingsSection title="Retries">
        <RetrySettings {...fields} />
      </SettingsSection>
      <SettingsSection title="Calls">
        <CallSettings {...fields} />
      </SettingsSection>
      <SettingsSection title="Compliance">
        <ComplianceSettings {...fields} />
      </SettingsSection>
    </Stack>
  )
}

const labelOf = (options: { value: string; label: string }[], value: string | number) =>
  options.find((option) => option.value === String(value))?.label ?? String(value)

export function ReviewStep({ draft, list }: { draft: NewCampaignDraft; list: ListDraft }) {
  const agents = useAgents()
  const numbers = useNumbers()
  const schedules = useSchedules()
  const { settings } = draft
  const schedule = schedules.data?.find((it) =>
    draft.schedule_id === undefined ? it.is_default : it.id === draft.schedule_id,
  )
  const own = (numbers.data ?? []).filter((number) => draft.number_ids.includes(number.id))
  const rows: [string, string][] = [
    ['Name', draft.name],
    ['Agent', agents.data?.find((it) => it.id === draft.agent_id)?.name ?? 'None yet; needed before it can go live'],
    [
      'Contacts',
      list.preview
        ? [list.preview.filename, list.preview.rows_total && countOf(list.preview.rows_total, 'row')]
            .filter(Boolean)
            .join(', ')
        : 'None yet; needed before it can go live',
    ],
    [
      'Numbers',
      own.length > 0
        ? own.map((number) => formatPhone(number.e164)).join(', ')
        : 'None yet; needed before it can go live',
    ],
    ['Rotation', own.length > 1 ? labelOf(ROTATIONS, settings.rotation.strategy) : 'One number'],
    ['Hours', `${settings.calling_hours.start} to ${settings.calling_hours.end} where each person is`],
    ['Schedule', schedule?.name ?? 'None'],
    ['Start', draft.start_at ? `${formatDateTime(draft.start_at)} ${viewerZoneName()}` : 'As soon as it goes live'],
    [
      'Retries',
      `Up to ${countOf(settings.retry.max_attempts_per_phone, 'attempt')} for each phone, ${settings.retry.interval_minutes} min apart. ${labelOf(RETRY_MODES, settings.retry.mode)}.`,
    ],
    [
      'Calls at once',
      `${settings.max_concurrent_calls}. Time between calls: ${labelOf(CALL_INTERVALS, settings.call_interval_seconds).toLowerCase()}.`,
    ],
    [
      'State calling rules',
      settings.regional_rules
        ? settings.ai_voice_rules
          ? 'Kept, those for artificial voices too'
          : 'Kept, without those for artificial voices'
        : 'Not kept; federal hours only',
    ],
    ['Consent', settings.require_consent ? 'Only people with consent on file' : 'Not required'],
  ]
  return (
    <Stack maw={860}>
      <SettingsSection title="Review">
        <dl style={{ margin: 0, display: 'grid', gridTemplateColumns: 'minmax(96px, 170px) 1fr', gap: '8px 16px' }}>
          {rows.map(([name, value]) => (
            <div key={name} style={{ display: 'contents' }}>
              <Text component="dt" size="sm" c="dimmed">
                {name}
              </Text>
              <Text component="dd" size="sm" m={0}>
                {value}
              </Text>
            </div>
          ))}
        </dl>
      </SettingsSection>
    </Stack>
  )
}
