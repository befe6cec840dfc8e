import { Box, Stack, Text } from '@mantine/core'
import type { ReactNode } from 'react'

/** What every group of settings is given. */
export interface FieldsProps<T> {
  value: T
  onChange: (change: Partial<T>) => void
  /** What the API found wrong at this pointer, e.g. `/settings/retry/mode`. */
  error: (pointer: string) => string | undefined
  disabled?: boolean
}

export function SettingsSection({ title, hint, children }: { title: string; hint?: string; children: ReactNode }) {
  return (
    <Box component="section" className="surface" p="md" aria-label={title}>
      <Text component="h2" fw={600} m={0} mb={hint ? 2 : 'sm'}>
        {title}
      </Text>
      {hint && (
        <Text size="sm" c="dimmed" mb="sm">
          {hint}
        </Text>
      )}
      <Stack gap="sm">{children}</Stack>
    </Box>
  )
}
