import { MultiSelect, NumberInput, Select, SimpleGrid, Switch, Textarea } from '@mantine/core'
import type { CampaignSettings } from '../api/campaigns.ts'
import {
  AMD_MODES,
  CALL_INTERVALS,
  CHANNELS,
  EXECUTIONS,
  RING_TIMEOUTS,
  VOICEMAIL_ACTIONS,
} from '../settings-options.ts'
import type { FieldsProps } from './settings-section.tsx'

export type SettingsFields = FieldsProps<CampaignSettings>

/** How calls are made. */
export function CallSettings({ value, onChange, error, disabled }: SettingsFields) {
  return (
    <>
      <SimpleGrid cols={{ base: 1, sm: 2 }}>
        <NumberInput
          label="Calls at once"
          description="1 to 500"
          min={1}
          max={500}
          allowDecimal={false}
          value={value.max_concurrent_calls}
          onChange={(next) => typeof next === 'number' && onChange({ max_concurrent_calls: next })}
          error={error('/settings/max_concurrent_calls')}
          disabled={disabled}
        />
        <Select
          label="Time between calls"
          description="From one dial to the next"
          data={CALL_INTERVALS}
          value={String(value.call_interval_seconds)}
          onChange={(next) => next && onChange({ call_interval_seconds: Number(next) })}
          error={error('/settings/call_interval_seconds')}
          allowDeselect={false}
          disabled={disabled}
        />
        <Select
          label="Ring for"
          data={RING_TIMEOUTS}
          value={String(value.ring_timeout_seconds)}
          onChange={(next) => next && onChange({ ring_timeout_seconds: Number(next) })}
          error={error('/settings/ring_timeout_seconds')}
          allowDeselect={false}
          disabled={disabled}
        />
        <Select
          label="Answering machine detection"
          data={AMD_MODES}
          value={value.amd_mode}
          onChange={(next) => next && onChange({ amd_mode: next as CampaignSettings['amd_mode'] })}
          error={error('/settings/amd_mode')}
          allowDeselect={false}
          disabled={disabled}
        />
        <Select
          label="When a machine answers"
          data={VOICEMAIL_ACTIONS}
          value={value.voicemail.action}
          onChange={(next) =>
            next &&
            onChange({ voicemail: { ...value.voicemail, action: next as CampaignSettings['voicemail']['action'] } })
          }
          error={error('/settings/voicemail/action')}
          allowDeselect={false}
          disabled={disabled}
        />
        <NumberInput
          label="Minutes until a conversation counts as complete"
          description="0 to 43,200"
          min={0}
          max={43_200}
          allowDecimal={false}
          thousandSeparator=","
          value={value.completion_timeout_minutes}
          onChange={(next) => typeof next === 'number' && onChange({ completion_timeout_minutes: next })}
          error={error('/settings/completion_timeout_minutes')}
          disabled={disabled}
        />
      </SimpleGrid>
      {value.voicemail.action === 'play_message' && (
        <Textarea
          label="Voicemail message"
          description="May use variables, such as {{NAME}}"
          autosize
          minRows={2}
          maxLength={2000}
          value={value.voicemail.message}
          onChange={(event) => onChange({ voicemail: { ...value.voicemail, message: event.currentTarget.value } })}
          error={error('/settings/voicemail/message')}
          disabled={disabled}
        />
      )}
    </>
  )
}

/** When leads are worked, and over what. */
export function ExecutionSettings({ value, onChange, error, disabled }: SettingsFields) {
  return (
    <>
      <SimpleGrid cols={{ base: 1, sm: 2 }}>
        <Select
          label="Leads are worked"
          data={EXECUTIONS}
          value={value.execution}
          onChange={(next) => next && onChange({ execution: next as CampaignSettings['execution'] })}
          error={error('/settings/execution')}
          allowDeselect={false}
          disabled={disabled}
        />
        <MultiSelect
          label="Channels"
          data={CHANNELS}
          value={value.channels}
          onChange={(next) => onChange({ channels: next as CampaignSettings['channels'] })}
          error={error('/settings/channels')}
          disabled={disabled}
        />
      </SimpleGrid>
      <Switch
        label="Hold every outreach until a person approves it"
        checked={value.manual_review}
        onChange={(event) => onChange({ manual_review: event.currentTarget.checked })}
        error={error('/settings/manual_review')}
        disabled={disabled}
      />
    </>
  )
}

/** The most this campaign may cost, in dollars on the screen and cents in the API. */
export function BudgetSettings({ value, onChange, error, disabled }: SettingsFields) {
  const budget = value.budget ?? { per_day_cents: null, total_cents: null }
  function change(name: 'per_day_cents' | 'total_cents', dollars: number | string) {
    const cents = typeof dollars === 'number' && dollars > 0 ? Math.round(dollars * 100) : null
    const next = { ...budget, [name]: cents }
    onChange({ budget: next.per_day_cents === null && next.total_cents === null ? null : next })
  }
  const field = (name: 'per_day_cents' | 'total_cents', label: string) => (
    <NumberInput
      label={label}
      placeholder="No limit"
      prefix="$"
      thousandSeparator=","
      decimalScale={2}
      min={0}
      value={budget[name] === null ? '' : budget[name] / 100}
      onChange={(next) => change(name, next)}
      error={error(`/settings/budget/${name}`) ?? error('/settings/budget')}
      disabled={disabled}
    />
  )
  return (
    <SimpleGrid cols={{ base: 1, sm: 2 }}>
      {field('per_day_cents', 'Budget a day')}
      {field('total_cents', 'Budget in all')}
    </SimpleGrid>
  )
}
