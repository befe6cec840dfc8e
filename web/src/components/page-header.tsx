import { Group, Stack, Text, Title } from '@mantine/core'
import { type ReactNode, useEffect } from 'react'

export function PageHeader(props: { title: string; subtitle?: ReactNode; beside?: ReactNode; actions?: ReactNode }) {
  useEffect(() => {
    document.title = `${props.title} · Sundial`
  }, [props.title])
  return (
    <Group justify="space-between" align="flex-start" mb="md" gap="sm">
      <Stack gap={2} miw={0}>
        <Group gap="sm">
          <Title order={1}>{props.title}</Title>
          {props.beside}
        </Group>
        {props.subtitle && (
          <Text size="sm" c="dimmed" component="div">
            {props.subtitle}
          </Text>
        )}
      </Stack>
      {props.actions && <Group gap="xs">{props.actions}</Group>}
    </Group>
  )
}
