import { Box, Stack, Text } from '@mantine/core'
import { type ReactNode, useEffect, useRef } from 'react'
import { useLocation } from 'react-router'

/** What every group of settings is given. */
export interface FieldsProps<T> {
  value: T
  onChange: (change: Partial<T>) => void
  /** What the API found wrong at this pointer, e.g. `/settings/retry/mode`. */
  error: (pointer: string) => string | undefined
  disabled?: boolean
}

interface SectionProps {
  title: string
  hint?: string
  /** Where links from elsewhere lead to. */
  id?: string
  children: ReactNode
}

export function SettingsSection({ title, hint, id, children }: SectionProps) {
  const ref = useRef<HTMLElement>(null)
  const { hash } = useLocation()
  const isMeant = id !== undefined && hash === `#${id}`
  useEffect(() => {
    if (isMeant) ref.current?.scrollIntoView()
  }, [isMeant])
  return (
    <Box component="section" ref={ref} id={id} className="surface" p="md" aria-label={title}>
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
