import { Blockquote, Button, Group, Stack, Text, TextInput } from '@mantine/core'
import { useState } from 'react'
import type { AgentInput } from '../api/agents.ts'
import { useOrganization } from '../api/organization.ts'
import { disclosed, fillTemplate, templateVariables, variableName } from '../template.ts'
import { SettingsSection } from './settings-section.tsx'

/** What every person has; a list's other columns become more. */
const ALWAYS = ['NAME', 'EMAIL', 'PHONE1']
/** Known from the agent and the number it calls from, not from the list. */
const OURS: ReadonlySet<string> = new Set(['COMPANY', 'CALLBACK_NUMBER'])
/** A number is said digit by digit. */
const SPOKEN_EXAMPLE = '2 1 2, 5 5 5, 0 1 0 0'
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

/** The texts as one person would get them, while they are being written: the disclosure, then the greeting. */
export function AgentPreview({ input }: { input: AgentInput }) {
  const { greeting, prompt, language, disclosure } = input
  const organization = useOrganization()
  const [examples, setExamples] = useState<Record<string, string>>(EXAMPLES)
  const company = input.company.trim() || organization.data?.name || ''
  const values = { ...examples, COMPANY: company, CALLBACK_NUMBER: SPOKEN_EXAMPLE }
  const agent = { disclosure: disclosure.enabled, disclosureText: disclosure.text, language }
  const spoken = disclosed(agent, 'greeting', greeting)
  const names = [...new Set([...ALWAYS.slice(0, 1), ...templateVariables(`${spoken} ${prompt}`)])].filter(
    (name) => !OURS.has(name),
  )
  return (
    <SettingsSection title="As a person hears it" hint="Try other values, or none: the sentence must still read well.">
      <Blockquote p="sm" color="sun" fz="md" m={0} aria-label="Greeting preview">
        {fillTemplate(spoken, values) || '…'}
      </Blockquote>
      {names.map((name) => (
        <TextInput
          key={name}
          size="xs"
          label={name}
          value={examples[name] ?? ''}
          onChange={(event) => setExamples({ ...examples, [name]: event.currentTarget.value })}
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
