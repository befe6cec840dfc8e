import { Alert, List } from '@mantine/core'
import type { UnmetCondition } from '../api/eligibility.ts'
import { sayCondition, sayFound } from './eligibility-words.ts'

/** Mantine's orange is too pale for text on white. */
const QUIET = { title: { color: 'var(--mantine-color-text)' } }

/** Why somebody was disqualified: the conditions that spoke against them, with what was found instead. */
export function EligibilityUnmet({ unmet }: { unmet: UnmetCondition[] | undefined }) {
  if (!unmet?.length) return null
  return (
    <Alert color="orange" variant="outline" title="They did not meet the criteria when they came in" styles={QUIET}>
      <List size="sm">
        {unmet.map((it) => (
          <List.Item key={JSON.stringify([it.field, it.op, it.value])}>
            Asked for: {sayCondition(it)}; {sayFound(it.found)}
          </List.Item>
        ))}
      </List>
    </Alert>
  )
}
