import { Grid, SimpleGrid, Stack } from '@mantine/core'
import { type CampaignStats, useStats } from '../api/campaigns.ts'
import type { LeadStatus } from '../api/leads.ts'
import { Breakdown } from '../components/breakdown.tsx'
import { CallsInProgress } from '../components/calls-in-progress.tsx'
import { StatCard } from '../components/stat-card.tsx'
import { ErrorState, Loading } from '../components/states.tsx'
import { Sunline } from '../components/sunline.tsx'
import { WhyNotCampaign } from '../components/why-not-campaign.tsx'
import { countOf, formatCount, formatDuration, formatMoney, formatShare } from '../format.ts'
import { ANSWER_STATUS, DISPOSITION, LEAD_STATUS, LEAD_STATUS_ORDER } from '../words.ts'
import { useCampaignContext } from './campaign.tsx'

export function CampaignDashboard() {
  const { campaign, live, poll, openLead } = useCampaignContext()
  const stats = useStats(campaign.id, poll)
  if (stats.isPending) return <Loading label="Loading the numbers" />
  if (!stats.data) return <ErrorState error={stats.error ?? new Error('No answer')} onRetry={() => stats.refetch()} />
  return (
    <Stack gap="md">
      <WhyNotCampaign campaign={campaign} live={live} />
      <Sunline lanes={live?.lanes ?? []} hours={campaign.settings.calling_hours} />
      <Cards stats={stats.data} inFlight={live?.in_flight.length ?? stats.data.in_flight} pass={live?.pass} />
      <Grid gap="md">
        <Grid.Col span={{ base: 12, md: 7 }}>
          <Stack gap="md">
            <Breakdown
              label="Lead status"
              counts={stats.data.leads.by_status}
              words={LEAD_STATUS}
              order={LEAD_STATUS_ORDER}
              empty="No leads yet. Add some on the Contacts tab."
            />
            <Breakdown
              label="What came of the calls"
              counts={stats.data.by_disposition}
              words={DISPOSITION}
              empty="No call has ended yet."
            />
          </Stack>
        </Grid.Col>
        <Grid.Col span={{ base: 12, md: 5 }}>
          <Stack gap="md">
            <CallsInProgress calls={live?.in_flight ?? []} onOpen={openLead} />
            <Breakdown
              label="Who answered"
              counts={stats.data.by_answer_status}
              words={ANSWER_STATUS}
              empty="No call has ended yet."
              columns={1}
            />
          </Stack>
        </Grid.Col>
      </Grid>
    </Stack>
  )
}

function Cards({ stats, inFlight, pass }: { stats: CampaignStats; inFlight: number; pass?: number }) {
  const of = (...statuses: LeadStatus[]) =>
    statuses.reduce((sum, status) => sum + (stats.leads.by_status[status] ?? 0), 0)
  return (
    <SimpleGrid component="dl" cols={{ base: 2, xs: 3, sm: 4, lg: 8 }} spacing="xs" verticalSpacing="xs" m={0}>
      <StatCard label="Leads" value={formatCount(stats.leads.total)} />
      <StatCard
        label="Pending"
        value={formatCount(of('pending', 'planning', 'awaiting_approval'))}
        hint="Waiting for their first attempt"
      />
      <StatCard
        label="In progress"
        value={formatCount(of('dialing', 'called', 'retry', 'rescheduled'))}
        hint={`Being called, waiting for another try or for a callback${pass ? `; pass ${pass}` : ''}`}
      />
      <StatCard label="Calls now" value={formatCount(inFlight)} />
      <StatCard label="Completed" value={formatCount(of('completed'))} hint="Reached; outcome recorded" />
      <StatCard
        label="Failed"
        value={formatCount(of('failed', 'no_conversation'))}
        hint="Attempts used up without a conversation"
      />
      <StatCard
        label="Skipped"
        value={formatCount(of('skipped', 'disqualified', 'disabled'))}
        hint="Cannot or may not be dialed"
      />
      <StatCard label="Canceled" value={formatCount(of('canceled'))} />
      <StatCard label="Calls made" value={formatCount(stats.attempts)} />
      <StatCard label="Reached" value={formatCount(stats.reached)} hint="People who had a conversation with us" />
      <StatCard label="Interested" value={formatCount(stats.by_disposition.INTERESTED ?? 0)} />
      <StatCard label="Opt-outs" value={formatCount(of('do_not_call'))} hint="Opted out or suppressed" />
      <StatCard label="Answer rate" value={formatShare(stats.answer_rate)} hint="Calls answered by a person" />
      <StatCard label="Success rate" value={formatShare(stats.success_rate)} hint="Interested, of all reached" />
      <StatCard
        label="Talk time"
        value={formatDuration(stats.talk_seconds)}
        hint={
          stats.conversations > 0
            ? `${formatDuration(stats.average_talk_seconds)} on average over ${countOf(stats.conversations, 'conversation')}`
            : 'Hours, minutes and seconds'
        }
      />
      <StatCard
        label="Cost so far"
        value={formatMoney(stats.cost.total, stats.cost.currency)}
        hint={`An estimate, at ${formatMoney(stats.cost.per_minute, stats.cost.currency)} a minute of talk`}
      />
    </SimpleGrid>
  )
}
