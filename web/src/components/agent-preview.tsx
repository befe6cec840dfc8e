import { Blockquote, Button, Group, Stack, Text, TextInput } from '@mantine/core'
import { useState } from 'react'
import { fillTemplate, templateVariables, variableName } from '../template.ts'
import { SettingsSection } from './settings-section.tsx'

/** What every person has; a list's other columns become more. */
const ALWAYS = ['NAME', 'EMAIL', 'PHONE1']
const EXAMPLES: Record<string, string> = {
  NAME: 'Jamie Lee',
  EMAIL: 'jamie@acme.example',
  PHONE1: '+1 202 555 0133',
  AMOUNT: '12000',
  ADDRESS: '9 Elm Ave, Suite 2',
  CASE_NUMBER: 'CASE-7742',
}

export function VariableList({ into, onInsert }: { into: 'greeting' | 'prompt'; onInsert: (name: string) => void }) {
  const [column, setColumn] = useState('')
  const own = variableName(column)
  return (
    <Stack gap={6}>
      <Text size="sm">Insert a variable into the {into === 'greeting' ? 'greeting' : 'instructions'}</Text>
      <Group gap="xs">
        {Object.keys(EXAMPLES).map((name) => (
          <Button key={name} size="compact-xs" variant="default" onClick={() => onInsert(name)}>
            {`{{${name}}}`}
          </Button>
        ))}
      </Group>
      <Group gap="xs">
        <TextInput
          size="xs"
          aria-label="Column of your list"
          placeholder="A column of your list"
          value={column}
          onChange={(event) => setColumn(event.currentTarget.value)}
        />
        <Button size="xs" variant="default" disabled={!own} onClick={() => onInsert(own)}>
          {own ? `Insert {{${own}}}` : 'Insert'}
        </Button>
      </Group>
    </Stack>
  )
}

/** The texts as one person would get them, while they are being written. */
export function AgentPreview({ greeting, prompt }: { greeting: string; prompt: string }) {
  const names = [...new Set([...ALWAYS.slice(0, 1), ...templateVariables(`${greeting} ${prompt}`)])]
  const [values, setValues] = useState<Record<string, string>>(EXAMPLES)
  return (
    <SettingsSection title="As a person hears it" hint="Try other values, or none: the sentence must still read well.">
      <Blockquote p="sm" color="sun" fz="md" m={0} aria-label="Greeting preview">
        {fillTemplate(greeting, values) || '…'}
      </Blockquote>
      {names.map((name) => (
        <TextInput
          key={name}
          size="xs"
          label={name}
          value={values[name] ?? ''}
          onChange={(event) => setValues({ ...values, [name]: event.currentTarget.value })}
        />
      ))}
      {prompt && (
        <>
          <Text size="sm" fw={600}>
            Instructions for this person
          </Text>
          <Text size="sm" c="dimmed" style={{ whiteSpace: 'pre-wrap', overflowWrap: 'anywhere' }}>
            {fillTemplate(prompt, values)}
          </Text>
        </>
      )}
    </SettingsSection>
  )
}
