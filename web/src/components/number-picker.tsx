import { Checkbox, Group, Stack, Text } from '@mantine/core'
import { Link } from 'react-router'
import { useNumbers } from '../api/numbers.ts'
import { formatPhone } from '../format.ts'
import { SpamScore } from './spam-score.tsx'
import { ErrorState, Loading } from './states.tsx'

interface Props {
  value: string[]
  onChange: (ids: string[]) => void
  error?: string
  disabled?: boolean
}

/** The numbers a campaign calls from. */
export function NumberPicker({ value, onChange, error, disabled }: Props) {
  const numbers = useNumbers()
  if (numbers.isPending) return <Loading rows={2} />
  if (!numbers.data) return <ErrorState error={numbers.error} onRetry={() => numbers.refetch()} />
  if (numbers.data.length === 0)
    return (
      <Text size="sm">
        The organization has no numbers. <Link to="/numbers">Add one</Link> first.
      </Text>
    )
  return (
    <Checkbox.Group label="Call from" value={value} onChange={onChange} error={error}>
      <Stack gap={8} mt="xs">
        {numbers.data.map((number) => (
          <Group key={number.id} gap="sm" wrap="nowrap">
            <Checkbox
              value={number.id}
              disabled={disabled}
              label={`${formatPhone(number.e164)}${number.name ? ` · ${number.name}` : ''}`}
            />
            <SpamScore score={number.spam_score} />
            {!number.enabled && (
              <Text size="xs" c="dimmed">
                switched off
              </Text>
            )}
          </Group>
        ))}
      </Stack>
    </Checkbox.Group>
  )
}
