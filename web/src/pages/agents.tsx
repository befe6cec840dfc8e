import { Button, Group } from '@mantine/core'
import { IconPlus, IconRobot } from '@tabler/icons-react'
import { Link, useNavigate } from 'react-router'
import { type Agent, useAgents } from '../api/agents.ts'
import { type Column, DataTable } from '../components/data-table.tsx'
import { KillSwitchButton } from '../components/kill-switch.tsx'
import { PageHeader } from '../components/page-header.tsx'
import { Initials } from '../components/person.tsx'
import { Empty, ErrorState, Loading } from '../components/states.tsx'
import { WordBadge } from '../components/word-badge.tsx'
import { fillTemplate } from '../template.ts'
import { DISCLOSURE_OFF, RUNNING } from '../words.ts'

const COLUMNS: Column<Agent>[] = [
  {
    key: 'name',
    header: 'Name',
    cell: (row) => (
      <Group gap={8} wrap="nowrap">
        <Initials name={row.name} />
        <Link className="row-link" to={`/agents/${row.id}`} style={{ whiteSpace: 'nowrap' }}>
          {row.name}
        </Link>
      </Group>
    ),
  },
  {
    key: 'status',
    header: 'Status',
    cell: (row) => (
      <Group gap={4} component="span">
        <WordBadge word={row.stopped_at ? RUNNING.stopped : RUNNING.ready} note={row.stop_reason} />
        {!row.disclosure.enabled && <WordBadge word={DISCLOSURE_OFF} />}
      </Group>
    ),
  },
  { key: 'company', header: 'Calls for', cell: (row) => row.company || '–' },
  { key: 'greeting', header: 'Greeting', cell: (row) => <span>{fillTemplate(row.greeting, {})}</span> },
  { key: 'voice', header: 'Voice', cell: (row) => row.voice },
  { key: 'language', header: 'Language', cell: (row) => row.language },
  {
    key: 'actions',
    header: 'Actions',
    cell: (row) => (
      <KillSwitchButton
        what={{ kind: 'agent', id: row.id, name: row.name }}
        stopped={row.stopped_at !== null}
        size="compact-sm"
      />
    ),
  },
]

export default function AgentsPage() {
  const navigate = useNavigate()
  const agents = useAgents()
  const add = (
    <Button component={Link} to="/agents/new" leftSection={<IconPlus size={16} aria-hidden />}>
      New agent
    </Button>
  )
  return (
    <>
      <PageHeader title="Agents" subtitle="Who talks to the people you call" actions={add} />
      <div className="surface">
        {agents.isPending ? (
          <Loading />
        ) : !agents.data ? (
          <ErrorState error={agents.error} onRetry={() => agents.refetch()} />
        ) : agents.data.length === 0 ? (
          <Empty icon={<IconRobot />} title="No agents yet" action={add}>
            An agent is a greeting, instructions and a voice.
          </Empty>
        ) : (
          <DataTable
            label="Agents"
            columns={COLUMNS}
            rows={agents.data}
            rowKey={(row) => row.id}
            onRowClick={(row) => navigate(`/agents/${row.id}`)}
          />
        )}
      </div>
    </>
  )
}
