import { ActionIcon, Button, Group, Text, Tooltip } from '@mantine/core'
import { IconCalendarTime, IconPlus, IconStar, IconStarFilled, IconTrash } from '@tabler/icons-react'
import { Link, useNavigate } from 'react-router'
import { type Schedule, useSchedules } from '../api/schedules.ts'
import { type Column, DataTable } from '../components/data-table.tsx'
import { PageHeader } from '../components/page-header.tsx'
import { useScheduleCommands } from '../components/schedule-commands.tsx'
import { ScheduleState } from '../components/schedule-state.tsx'
import { Empty, ErrorState, Loading } from '../components/states.tsx'
import { WeekGlance } from '../components/week-glance.tsx'
import { countOf } from '../format.ts'
import { zoneText } from '../week.ts'

export default function SchedulesPage() {
  const navigate = useNavigate()
  const schedules = useSchedules(5000)
  const columns = useColumns()
  const add = (
    <Button component={Link} to="/schedules/new" leftSection={<IconPlus size={16} aria-hidden />}>
      New schedule
    </Button>
  )
  return (
    <>
      <PageHeader
        title="Schedules"
        subtitle="Business hours that campaigns go by, with holidays and special hours"
        actions={add}
      />
      <div className="surface">
        {schedules.isPending ? (
          <Loading />
        ) : !schedules.data ? (
          <ErrorState error={schedules.error} onRetry={() => schedules.refetch()} />
        ) : schedules.data.length === 0 ? (
          <Empty icon={<IconCalendarTime />} title="No schedules yet" action={add}>
            A schedule narrows the calling hours of a campaign to your business hours. The law and each person’s own
            time hold with or without one.
          </Empty>
        ) : (
          <DataTable
            label="Schedules"
            columns={columns}
            rows={schedules.data}
            rowKey={(row) => row.id}
            onRowClick={(row) => navigate(`/schedules/${row.id}`)}
          />
        )}
      </div>
    </>
  )
}

function useColumns(): Column<Schedule>[] {
  const { setDefault, askDelete } = useScheduleCommands()
  return [
    {
      key: 'name',
      header: 'Name',
      cell: (row) => (
        <div>
          <Link className="row-link" to={`/schedules/${row.id}`}>
            {row.name}
          </Link>
          {row.is_default && (
            <Text size="xs" c="dimmed">
              Default for new campaigns
            </Text>
          )}
        </div>
      ),
    },
    { key: 'zone', header: 'Time zone', cell: (row) => zoneText(row.zone) },
    { key: 'week', header: 'Week', cell: (row) => <WeekCell schedule={row} /> },
    { key: 'open', header: 'Now', cell: (row) => <ScheduleState zone={row.zone} state={row.open} /> },
    { key: 'used', header: 'Used by', cell: (row) => <UsedByCell schedule={row} /> },
    {
      key: 'actions',
      header: 'Actions',
      cell: (row) => (
        <Group gap={4} wrap="nowrap">
          <Tooltip label={row.is_default ? 'New campaigns begin with it' : 'Begin new campaigns with it'}>
            <ActionIcon
              variant="subtle"
              color={row.is_default ? 'sun' : 'gray'}
              aria-label={`New campaigns begin with ${row.name}`}
              aria-pressed={row.is_default}
              onClick={() => setDefault(row, !row.is_default)}
            >
              {row.is_default ? <IconStarFilled size={17} /> : <IconStar size={17} />}
            </ActionIcon>
          </Tooltip>
          <ActionIcon variant="subtle" color="red" aria-label={`Delete ${row.name}`} onClick={() => askDelete(row)}>
            <IconTrash size={17} />
          </ActionIcon>
        </Group>
      ),
    },
  ]
}

function WeekCell({ schedule }: { schedule: Schedule }) {
  return (
    <div>
      <WeekGlance week={schedule.days} />
      {schedule.exceptions.length > 0 && (
        <Text size="xs" c="dimmed" mt={2}>
          {countOf(schedule.exceptions.length, 'exception')}
        </Text>
      )}
    </div>
  )
}

function UsedByCell({ schedule }: { schedule: Schedule }) {
  const first = schedule.used_by[0]
  if (!first) return <span aria-hidden>–</span>
  const rest = schedule.used_by.slice(1)
  return (
    <span>
      <Link className="row-link" style={{ fontWeight: 400 }} to={`/campaigns/${first.id}`}>
        {first.name}
      </Link>
      {rest.length > 0 && (
        <Tooltip label={rest.map((campaign) => campaign.name).join(', ')}>
          <Text span inherit c="dimmed">
            {' '}
            +{rest.length}
          </Text>
        </Tooltip>
      )}
    </span>
  )
}
