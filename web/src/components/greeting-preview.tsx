import { Blockquote, Stack, Text } from '@mantine/core'
import type { Agent } from '../api/agents.ts'
import { useOrganization } from '../api/organization.ts'
import { type CsvPreview, variableColumns, variablesOf } from '../csv-preview.ts'
import { fillTemplate, templateVariables, variableName } from '../template.ts'

/** The disclosure and the greeting as the first people on the list will hear them. */
export function GreetingPreview({ agent, preview }: { agent: Agent; preview: CsvPreview }) {
  const organization = useOrganization()
  const company = agent.company.trim() || organization.data?.name || ''
  const known = new Set(['NAME', 'COMPANY', 'CALLBACK_NUMBER', ...preview.header.map(variableName)])
  const missing = templateVariables(`${agent.spoken_greeting} ${agent.prompt}`).filter((name) => !known.has(name))
  return (
    <Stack gap="xs">
      <Text size="sm" fw={600}>
        As {agent.name} will say it
      </Text>
      {preview.rows.slice(0, 3).map((row, i) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: rows of a file have no other name
        <Blockquote key={i} p="xs" px="md" fz="sm" color="sun" m={0}>
          {fillTemplate(agent.spoken_greeting, {
            ...variablesOf(preview.header, row),
            COMPANY: company,
            CALLBACK_NUMBER: 'your number',
          })}
        </Blockquote>
      ))}
      {missing.length > 0 && (
        <Text size="sm" c="dimmed">
          Not in this file, so left out: {missing.map((name) => `{{${name}}}`).join(', ')}.
          {variableColumns(preview.header).length > 0 && ' Its columns are listed above.'}
        </Text>
      )}
    </Stack>
  )
}
