import { Alert, Switch, Textarea } from '@mantine/core'
import { IconAlertTriangle } from '@tabler/icons-react'
import type { AgentInput } from '../api/agents.ts'
import { disclosureWarnings } from '../template.ts'
import { SettingsSection } from './settings-section.tsx'

interface Props {
  value: AgentInput['disclosure']
  onChange: (disclosure: AgentInput['disclosure']) => void
  error: string | undefined
}

/** Whether and how the agent says who calls and that its voice is artificial. */
export function AgentDisclosure({ value, onChange, error }: Props) {
  const warnings = disclosureWarnings({ disclosure: value.enabled, disclosureText: value.text })
  return (
    <SettingsSection
      title="Disclosure"
      hint="Said before the greeting and in voicemail messages: who calls, that the voice is artificial, how to stop the calls, and your number."
    >
      <Switch
        label="Open every call with the disclosure"
        checked={value.enabled}
        onChange={(event) => onChange({ ...value, enabled: event.currentTarget.checked })}
      />
      {value.enabled && (
        <Textarea
          label="Own wording"
          description="In place of the first sentence. Must contain {{COMPANY}}; empty: the standard one of the language. With {{CALLBACK_NUMBER}} it also replaces the sentence on how to stop the calls."
          autosize
          minRows={2}
          maxLength={500}
          value={value.text ?? ''}
          onChange={(event) => onChange({ ...value, text: event.currentTarget.value || null })}
          error={error}
        />
      )}
      {warnings.map((warning) => (
        <Alert
          key={warning.code}
          color={warning.code === 'disclosure_off' ? 'red' : 'orange'}
          variant="outline"
          // Orange is too pale to be read on white.
          styles={{ title: { color: 'var(--mantine-color-text)' } }}
          icon={<IconAlertTriangle aria-hidden />}
          title={warning.code === 'disclosure_off' ? 'The law requires the disclosure' : 'Say how to opt out'}
        >
          {warning.message}
        </Alert>
      ))}
    </SettingsSection>
  )
}
