import { Box, Group, SimpleGrid, Text } from '@mantine/core'
import { formatCount, formatShare } from '../format.ts'
import { type Word, wordOf } from '../words.ts'
import { colorOf } from './word-badge.tsx'

interface Props {
  label: string
  counts: Partial<Record<string, number>>
  words: Record<string, Word>
  order?: string[]
  empty: string
  columns?: number
}

/** A bar of shares with its legend; the legend carries the numbers, so nothing depends on colour. */
export function Breakdown({ label, counts, words, order, empty, columns = 2 }: Props) {
  const keys = (order ?? Object.keys(words)).filter((key) => (counts[key] ?? 0) > 0)
  const rest = Object.keys(counts).filter((key) => !keys.includes(key) && (counts[key] ?? 0) > 0)
  const parts = [...keys, ...rest].map((key) => ({ key, count: counts[key] ?? 0, word: wordOf(words, key) }))
  const total = parts.reduce((sum, part) => sum + part.count, 0)
  return (
    <Box component="section" className="surface" p="md" aria-label={label}>
      <Group justify="space-between" mb="sm">
        <Text component="h2" fw={600} size="sm" m={0}>
          {label}
        </Text>
        <Text size="sm" c="dimmed">
          {formatCount(total)}
        </Text>
      </Group>
      {total === 0 ? (
        <Text size="sm" c="dimmed">
          {empty}
        </Text>
      ) : (
        <>
          <div className="bar" aria-hidden>
            {parts.map((part) => (
              <span key={part.key} style={{ flexGrow: part.count, background: colorOf(part.word) }} />
            ))}
          </div>
          <SimpleGrid
            component="ul"
            cols={{ base: 1, xs: columns }}
            spacing="lg"
            verticalSpacing={4}
            mt="sm"
            p={0}
            mb={0}
          >
            {parts.map((part) => (
              <Group
                component="li"
                key={part.key}
                justify="space-between"
                wrap="nowrap"
                gap="xs"
                style={{ listStyle: 'none' }}
              >
                <Group gap={8} wrap="nowrap">
                  <Box
                    w={9}
                    h={9}
                    style={{ borderRadius: 5, flex: 'none', background: colorOf(part.word) }}
                    aria-hidden
                  />
                  <Text size="sm">{part.word.label}</Text>
                </Group>
                <Text size="sm" style={{ whiteSpace: 'nowrap' }}>
                  {formatCount(part.count)}{' '}
                  <Text span inherit c="dimmed">
                    {formatShare(part.count / total)}
                  </Text>
                </Text>
              </Group>
            ))}
          </SimpleGrid>
        </>
      )}
    </Box>
  )
}
