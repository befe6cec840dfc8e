import { Alert, Group, Stack, Text } from '@mantine/core'
import { IconAlertTriangle, IconCircleCheck } from '@tabler/icons-react'
import type { ReactNode } from 'react'
import { type Operations, useOperations } from '../api/operations.ts'
import { CampaignStates, Counters, Jobs, Troubles } from '../components/operations-lists.tsx'
import { PageHeader } from '../components/page-header.tsx'
import { Empty, ErrorState, Loading } from '../components/states.tsx'
import { StuckItems } from '../components/stuck-items.tsx'
import { countOf } from '../format.ts'

export default function OperationsPage() {
  const operations = useOperations()
  return (
    <>
      <PageHeader title="Operations" subtitle="What stands still, what is stuck, and how to get it going again" />
      {operations.isPending ? (
        <div className="surface">
          <Loading />
        </div>
      ) : operations.data ? (
        <Overview operations={operations.data} />
      ) : (
        <div className="surface">
          <ErrorState error={operations.error} onRetry={() => operations.refetch()} />
        </div>
      )}
    </>
  )
}

function Overview({ operations }: { operations: Operations }) {
  const { stuck, breakers, webhooks, imports, reconciling, campaigns, counters, jobs, cron_late } = operations
  const stuckCount = Object.values(stuck.by_kind).reduce((sum, n) => sum + n, 0)
  const troubles = breakers.length + webhooks.length + imports.length + reconciling.length
  return (
    <Stack>
      {cron_late && (
        <Alert
          color="red"
          variant="outline"
          icon={<IconAlertTriangle aria-hidden />}
          title="The cron trigger is late"
          role="alert"
        >
          It has not run for five minutes: campaigns that overslept are not woken, and proofs are not sealed. Look at
          the Worker’s triggers.
        </Alert>
      )}
      {stuckCount > 0 ? (
        <Section
          title="Stuck"
          note={`${countOf(stuckCount, 'thing')} set aside after failing each time; all else goes on`}
        >
          <StuckItems items={stuck.items} />
        </Section>
      ) : (
        <div className="surface">
          <Empty icon={<IconCircleCheck />} title="Nothing is stuck">
            A lead, a result, a callback, a message or a part of a list that fails each time appears here, with its
            error, and can be tried again.
          </Empty>
        </div>
      )}
      {troubles > 0 && (
        <Section title="Needs a look">
          <Troubles operations={operations} />
        </Section>
      )}
      {campaigns.length > 0 && (
        <Section title="Campaigns at work" note="What each of them is waiting for">
          <CampaignStates campaigns={campaigns} />
        </Section>
      )}
      {counters.days.length > 0 && (
        <Section title="Counted" note="Written down about once a minute">
          <Counters counters={counters} />
        </Section>
      )}
      {jobs.length > 0 && (
        <Section title="Every minute" note="What the cron trigger does">
          <Jobs jobs={jobs} />
        </Section>
      )}
    </Stack>
  )
}

function Section({ title, note, children }: { title: string; note?: string; children: ReactNode }) {
  return (
    <section className="surface" aria-label={title}>
      <Group px="md" pt="sm" pb={4} gap="sm" align="baseline">
        <Text component="h2" fw={600} m={0}>
          {title}
        </Text>
        {note && (
          <Text size="sm" c="dimmed">
            {note}
          </Text>
        )}
      </Group>
      {children}
    </section>
  )
}
