import { Alert, Group, NumberInput, Select, SimpleGrid, Switch, TextInput } from '@mantine/core'
import type { CampaignSettings } from '../api/campaigns.ts'
import { RETRY_MODES, ROTATIONS } from '../settings-options.ts'
import type { SettingsFields } from './call-settings.tsx'

/** When people may be called: always their own time. */
export function HoursSettings({ value, onChange, error, disabled }: SettingsFields) {
  const hours = value.calling_hours
  return (
    <Group grow align="flex-start">
      <TextInput
        type="time"
        label="Call from"
        description="Where each person is"
        value={hours.start}
        onChange={(event) => onChange({ calling_hours: { ...hours, start: event.currentTarget.value } })}
        error={error('/settings/calling_hours/start') ?? error('/settings/calling_hours')}
        disabled={disabled}
      />
      <TextInput
        type="time"
        label="Until"
        description="No call starts at or after it"
        value={hours.end}
        onChange={(event) => onChange({ calling_hours: { ...hours, end: event.currentTarget.value } })}
        error={error('/settings/calling_hours/end')}
        disabled={disabled}
      />
    </Group>
  )
}

export function RetrySettings({ value, onChange, error, disabled }: SettingsFields) {
  const retry = value.retry
  return (
    <SimpleGrid cols={{ base: 1, sm: 3 }}>
      <Select
        label="Order of tries"
        data={RETRY_MODES}
        value={retry.mode}
        onChange={(next) => next && onChange({ retry: { ...retry, mode: next as CampaignSettings['retry']['mode'] } })}
        error={error('/settings/retry/mode')}
        allowDeselect={false}
        disabled={disabled}
      />
      <NumberInput
        label="Attempts for each phone"
        description="1 to 11"
        inputWrapperOrder={['label', 'input', 'description', 'error']}
        min={1}
        max={11}
        allowDecimal={false}
        value={retry.max_attempts_per_phone}
        onChange={(next) => typeof next === 'number' && onChange({ retry: { ...retry, max_attempts_per_phone: next } })}
        error={error('/settings/retry/max_attempts_per_phone')}
        disabled={disabled}
      />
      <NumberInput
        label="Minutes between tries"
        description="1 to 43,200 (30 days)"
        inputWrapperOrder={['label', 'input', 'description', 'error']}
        min={1}
        max={43_200}
        allowDecimal={false}
        thousandSeparator=","
        value={retry.interval_minutes}
        onChange={(next) => typeof next === 'number' && onChange({ retry: { ...retry, interval_minutes: next } })}
        error={error('/settings/retry/interval_minutes')}
        disabled={disabled}
      />
    </SimpleGrid>
  )
}

/** How the numbers we call from take turns; the order matters only with two or more. */
export function RotationSettings({ value, onChange, error, disabled, numbers }: SettingsFields & { numbers: number }) {
  const rotation = value.rotation
  return (
    <SimpleGrid cols={{ base: 1, sm: 3 }}>
      {numbers > 1 && (
        <Select
          label="Rotation"
          data={ROTATIONS}
          value={rotation.strategy}
          onChange={(next) =>
            next && onChange({ rotation: { ...rotation, strategy: next as CampaignSettings['rotation']['strategy'] } })
          }
          error={error('/settings/rotation/strategy')}
          allowDeselect={false}
          disabled={disabled}
        />
      )}
      <NumberInput
        label="Leave out from spam score"
        description="1 to 9"
        inputWrapperOrder={['label', 'input', 'description', 'error']}
        min={1}
        max={9}
        allowDecimal={false}
        value={rotation.spam_threshold}
        onChange={(next) => typeof next === 'number' && onChange({ rotation: { ...rotation, spam_threshold: next } })}
        error={error('/settings/rotation/spam_threshold')}
        disabled={disabled}
      />
      <NumberInput
        label="Calls a day for each number"
        description="1 to 1,000"
        inputWrapperOrder={['label', 'input', 'description', 'error']}
        min={1}
        max={1000}
        allowDecimal={false}
        thousandSeparator=","
        value={rotation.max_calls_per_number_per_day}
        onChange={(next) =>
          typeof next === 'number' && onChange({ rotation: { ...rotation, max_calls_per_number_per_day: next } })
        }
        error={error('/settings/rotation/max_calls_per_number_per_day')}
        disabled={disabled}
      />
    </SimpleGrid>
  )
}

export function ComplianceSettings({ value, onChange, error, disabled }: SettingsFields) {
  return (
    <>
      <Switch
        label="Keep to the calling rules of each person's state"
        description="Days, hours, Sundays and holidays; federal hours always apply"
        checked={value.regional_rules}
        onChange={(event) => onChange({ regional_rules: event.currentTarget.checked })}
        error={error('/settings/regional_rules')}
        disabled={disabled}
      />
      {value.regional_rules && (
        <Switch
          label="Keep to the rules for automated and artificial voices, too"
          description="Some states allow such calls at fewer hours, or on fewer days, than calls by people"
          checked={value.ai_voice_rules}
          onChange={(event) => onChange({ ai_voice_rules: event.currentTarget.checked })}
          error={error('/settings/ai_voice_rules')}
          disabled={disabled}
        />
      )}
      {value.regional_rules && !value.ai_voice_rules && (
        <Alert color="orange" variant="outline" role="status">
          Whether an AI that holds a conversation is an “automated device” in the sense of these rules is unsettled. Ask
          counsel before you call without them.
        </Alert>
      )}
      {!value.regional_rules && (
        <Alert color="orange" variant="outline" role="status">
          Without the rules of the states only the federal hours and your own hold. State law applies all the same.
        </Alert>
      )}
      <Switch
        label="Call only people with consent on file"
        description="Express or written consent that is neither expired nor revoked at the moment of the call; everybody else is skipped until there is one"
        checked={value.require_consent}
        onChange={(event) => onChange({ require_consent: event.currentTarget.checked })}
        error={error('/settings/require_consent')}
        disabled={disabled}
      />
      <NumberInput
        maw={360}
        label="Attempts for each phone in 24 hours"
        description="Over all campaigns of the organization; 1 to 11"
        min={1}
        max={11}
        allowDecimal={false}
        value={value.max_attempts_per_phone_per_day}
        onChange={(next) => typeof next === 'number' && onChange({ max_attempts_per_phone_per_day: next })}
        error={error('/settings/max_attempts_per_phone_per_day')}
        disabled={disabled}
      />
    </>
  )
}
