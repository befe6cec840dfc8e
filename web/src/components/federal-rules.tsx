import { Button, Collapse, Group, List, Text } from '@mantine/core'
import { useDisclosure } from '@mantine/hooks'
import { IconChevronDown, IconChevronUp } from '@tabler/icons-react'
import type { FederalRules } from '../api/compliance.ts'
import { CONFIDENCE, capitalized } from '../region-words.ts'
import { Sources } from './rule-sources.tsx'
import { WordBadge } from './word-badge.tsx'

/** What holds for every call, whatever a state says. */
export function FederalRulesCard({ federal }: { federal: FederalRules }) {
  const [opened, { toggle }] = useDisclosure(false)
  const Icon = opened ? IconChevronUp : IconChevronDown
  return (
    <section className="surface" style={{ padding: '12px 16px' }} aria-label="Federal rule">
      <Group justify="space-between" gap="sm">
        <div style={{ flex: '1 1 300px' }}>
          <Group gap="xs">
            <Text component="h2" fw={600} m={0}>
              Federal rule: {federal.text}
            </Text>
            <WordBadge word={CONFIDENCE[federal.confidence]} />
          </Group>
          <Text size="sm" c="dimmed">
            {federal.citations.join(', ')} · {federal.location_basis}
          </Text>
        </div>
        <Button
          variant="default"
          size="xs"
          rightSection={<Icon size={14} aria-hidden />}
          aria-expanded={opened}
          onClick={toggle}
        >
          Conditions and sources
        </Button>
      </Group>
      <Collapse expanded={opened}>
        <List size="sm" mt="sm" spacing={4}>
          {federal.conditions.map((condition) => (
            <List.Item key={condition}>{capitalized(condition)}</List.Item>
          ))}
        </List>
        <Sources sources={federal.sources} officialUrl={federal.official_url} />
      </Collapse>
    </section>
  )
}
