import { Button, Chip, Group, Stack, Text, TextInput } from '@mantine/core'
import { IconHandStop, IconScale, IconSearch } from '@tabler/icons-react'
import { useState } from 'react'
import { useSearchParams } from 'react-router'
import { type RegionRules, useRegionStops, useRules } from '../api/compliance.ts'
import { useNow } from '../api/product-clock.ts'
import { DataTable } from '../components/data-table.tsx'
import { FederalRulesCard } from '../components/federal-rules.tsx'
import { regionColumns } from '../components/region-columns.tsx'
import { RegionDrawer } from '../components/region-drawer.tsx'
import { RegionStopAlert, type RegionStopAsked, RegionStopModal } from '../components/region-stop.tsx'
import { Empty, ErrorState, Loading } from '../components/states.tsx'
import { countOf } from '../format.ts'
import { hasVoiceRules, isFound, isStricter } from '../region-words.ts'

const FILTERS: { value: string; label: string; fits: (rules: RegionRules) => boolean }[] = [
  { value: 'stricter', label: 'Stricter than federal', fits: isStricter },
  { value: 'voice', label: 'AI voice rules', fits: hasVoiceRules },
  { value: 'stopped', label: 'Stopped', fits: ({ stop }) => stop !== null },
]

/** The calling rules by region, and the emergency stops. */
export function ComplianceRules() {
  const query = useRules()
  const stops = useRegionStops()
  const now = useNow(10_000)
  const [params, setParams] = useSearchParams()
  const [search, setSearch] = useState('')
  const [filters, setFilters] = useState<string[]>([])
  const [asked, setAsked] = useState<RegionStopAsked | null>(null)
  if (query.isPending) return <Loading label="Loading the rules" />
  if (!query.data) return <ErrorState error={query.error} onRetry={() => query.refetch()} />

  const { version, federal, data } = query.data
  const show = (region: string | null) => setParams(region ? { region } : {}, { replace: true })
  const opened = data.find(({ region }) => region === params.get('region'))
  const wanted = FILTERS.filter(({ value }) => filters.includes(value))
  const rows = data.filter((rules) => isFound(rules, search) && wanted.every(({ fits }) => fits(rules)))
  const stopOf = (region: string, name: string) => () => setAsked({ verb: 'stop', region, name })
  return (
    <Stack gap="md">
      <Text size="sm" c="dimmed">
        <IconScale size={15} style={{ verticalAlign: -2 }} aria-hidden /> Rules as reviewed on {version}. They are facts
        for software with their sources, not legal advice; counsel must confirm them for your calls.
      </Text>
      {stops.data?.map((stop) => (
        <RegionStopAlert key={stop.region} stop={stop} now={now} onLift={setAsked} />
      ))}
      <FederalRulesCard federal={federal} />
      <div className="surface">
        <Group p="md" gap="sm">
          <TextInput
            w={{ base: '100%', xs: 260 }}
            aria-label="Search regions"
            placeholder="Name, code or citation"
            leftSection={<IconSearch size={15} aria-hidden />}
            value={search}
            onChange={(event) => setSearch(event.currentTarget.value)}
          />
          <Chip.Group multiple value={filters} onChange={setFilters}>
            {FILTERS.map(({ value, label }) => (
              <Chip key={value} value={value} variant="outline">
                {label}
              </Chip>
            ))}
          </Chip.Group>
          <Button
            ml="auto"
            variant="outline"
            color="red"
            leftSection={<IconHandStop size={16} aria-hidden />}
            onClick={stopOf('', 'a region')}
          >
            Stop another region
          </Button>
        </Group>
        {rows.length === 0 ? (
          <Empty icon={<IconScale />} title="No region fits">
            Regions that are not listed have no rules of their own here: the federal hours hold.
          </Empty>
        ) : (
          <Groups rows={rows} columns={regionColumns({ now, show, ask: setAsked })} onOpen={show} />
        )}
      </div>
      <RegionDrawer
        rules={opened}
        now={now}
        asking={asked !== null}
        onAsk={setAsked}
        onClose={() => show(null)}
        stopButton={
          opened && (
            <Button
              variant="outline"
              color="red"
              leftSection={<IconHandStop size={16} aria-hidden />}
              onClick={stopOf(opened.region, opened.name)}
            >
              Stop calls to {opened.name}
            </Button>
          )
        }
      />
      <RegionStopModal asked={asked} onClose={() => setAsked(null)} />
    </Stack>
  )
}

interface GroupsProps {
  rows: RegionRules[]
  columns: ReturnType<typeof regionColumns>
  onOpen: (region: string) => void
}

function Groups({ rows, columns, onOpen }: GroupsProps) {
  const groups = [
    { name: 'United States', rows: rows.filter(({ country }) => country === 'US') },
    { name: 'Other countries', rows: rows.filter(({ country }) => country !== 'US') },
  ]
  return groups
    .filter((group) => group.rows.length > 0)
    .map((group) => (
      <div key={group.name}>
        <Text component="h2" size="sm" fw={600} m={0} px="md" py="xs">
          {group.name}{' '}
          <Text span inherit fw={400} c="dimmed">
            {countOf(group.rows.length, 'region')}
          </Text>
        </Text>
        <DataTable
          label={group.name}
          columns={columns}
          rows={group.rows}
          rowKey={({ region }) => region}
          onRowClick={({ region }) => onOpen(region)}
        />
      </div>
    ))
}
