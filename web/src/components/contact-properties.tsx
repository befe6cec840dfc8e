import { ActionIcon, Button, Group, Stack, Text, TextInput } from '@mantine/core'
import { IconPlus, IconTrash } from '@tabler/icons-react'
import type { FieldError } from '../api/client.ts'
import { variableName } from '../template.ts'

export interface Property {
  /** Only tells the rows of the form apart. */
  key: number
  name: string
  value: string
}

interface Props {
  properties: Property[]
  onChange: (properties: Property[]) => void
  fields: FieldError[]
}

/** What is known of somebody in every campaign, as pairs. */
export function ContactProperties({ properties, onChange, fields }: Props) {
  const nextKey = Math.max(-1, ...properties.map(({ key }) => key)) + 1
  const change = (key: number, part: { name?: string; value?: string }) =>
    onChange(properties.map((it) => (it.key === key ? { ...it, ...part } : it)))
  const wrong = (name: string) => fields.find(({ pointer }) => pointer === `/properties/${variableName(name)}`)?.message
  return (
    <section aria-label="Properties">
      <Text size="sm" fw={600}>
        Properties
      </Text>
      <Text size="xs" c="dimmed" mb={4}>
        Known of them in every campaign, and usable in what the agent says, as {'{{PLAN}}'}
      </Text>
      <Stack gap={6}>
        {properties.map(({ key, name, value }, i) => (
          <Group key={key} gap="xs" wrap="nowrap" align="flex-start">
            <TextInput
              w="38%"
              aria-label={`Name of property ${i + 1}`}
              placeholder="PLAN"
              value={name}
              onChange={(event) => change(key, { name: event.currentTarget.value })}
              onBlur={() => change(key, { name: variableName(name) })}
            />
            <TextInput
              style={{ flex: 1 }}
              aria-label={`Value of ${name || `property ${i + 1}`}`}
              value={value}
              onChange={(event) => change(key, { value: event.currentTarget.value })}
              error={wrong(name)}
            />
            <ActionIcon
              variant="subtle"
              color="gray"
              size="lg"
              aria-label={`Remove ${name || `property ${i + 1}`}`}
              onClick={() => onChange(properties.filter((it) => it.key !== key))}
            >
              <IconTrash size={17} />
            </ActionIcon>
          </Group>
        ))}
        <Group>
          <Button
            size="compact-sm"
            variant="default"
            leftSection={<IconPlus size={14} aria-hidden />}
            onClick={() => onChange([...properties, { key: nextKey, name: '', value: '' }])}
          >
            Add a property
          </Button>
        </Group>
      </Stack>
    </section>
  )
}
