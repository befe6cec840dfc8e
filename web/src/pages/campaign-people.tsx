import { Group, MultiSelect, Text, TextInput } from '@mantine/core'
import { useDebouncedValue } from '@mantine/hooks'
import { IconSearch, IconUsers } from '@tabler/icons-react'
import { useState } from 'react'
import type { Campaign } from '../api/campaigns.ts'
import { useLeads } from '../api/leads.ts'
import { useNow } from '../api/product-clock.ts'
import { DataTable } from '../components/data-table.tsx'
import { leadColumns } from '../components/lead-columns.tsx'
import { usePager } from '../components/pager.tsx'
import { Empty } from '../components/states.tsx'
import { WalkedList } from '../components/walked-list.tsx'
import { DISPOSITION, LEAD_STATUS } from '../words.ts'
import { useContactsContext } from './campaign-contacts.tsx'

const options = (words: Record<string, { label: string }>) =>
  Object.entries(words).map(([value, word]) => ({ value, label: word.label }))

/** What the API sorts at most. */
const MOST_SORTED = 50_000

const countOf = ({ counts }: Campaign, statuses: string[]) =>
  Object.entries(counts?.by_status ?? {}).reduce(
    (sum, [status, count]) => (statuses.length === 0 || statuses.includes(status) ? sum + (count ?? 0) : sum),
    0,
  )

/** The people of a campaign, and where each of them stands. */
export function CampaignPeople() {
  const { campaign, poll, openLead, addButton } = useContactsContext()
  const [statuses, setStatuses] = useState<string[]>([])
  const [dispositions, setDispositions] = useState<string[]>([])
  const [search, setSearch] = useState('')
  const [q] = useDebouncedValue(search, 250)
  const [sort, setSort] = useState('seq')
  const pager = usePager(25)
  const now = useNow(5000)
  const isSortable = countOf(campaign, statuses) <= MOST_SORTED
  const leads = useLeads(
    campaign.id,
    {
      status: statuses.join(',') || undefined,
      disposition: dispositions.join(',') || undefined,
      q: q.trim() || undefined,
      sort: isSortable ? sort : 'seq',
      cursor: pager.cursor,
      limit: pager.size,
    },
    poll,
    campaign.counts?.total ?? 0,
  )
  const filtered = statuses.length > 0 || dispositions.length > 0 || q.trim() !== ''
  return (
    <div className="surface">
      <Group p="md" gap="xs">
        <TextInput
          w={{ base: '100%', xs: 220 }}
          aria-label="Search leads"
          placeholder="Name, email or phone"
          leftSection={<IconSearch size={15} aria-hidden />}
          value={search}
          onChange={(event) => {
            setSearch(event.currentTarget.value)
            pager.reset()
          }}
        />
        <MultiSelect
          w={{ base: '100%', xs: 'auto' }}
          miw={150}
          maw={{ xs: 320 }}
          aria-label="Lead status"
          placeholder={statuses.length ? undefined : 'Any status'}
          data={options(LEAD_STATUS)}
          value={statuses}
          onChange={(value) => {
            setStatuses(value)
            pager.reset()
          }}
          clearable
        />
        <MultiSelect
          w={{ base: '100%', xs: 'auto' }}
          miw={160}
          maw={{ xs: 320 }}
          aria-label="Disposition"
          placeholder={dispositions.length ? undefined : 'Any disposition'}
          data={options(DISPOSITION)}
          value={dispositions}
          onChange={(value) => {
            setDispositions(value)
            pager.reset()
          }}
          clearable
        />
      </Group>
      <WalkedList
        query={leads}
        pager={pager}
        searchOn={{
          title: 'Nobody in this part of the list',
          text: 'The list is long, and only a part of it was looked through.',
        }}
        empty={
          filtered ? (
            <Empty icon={<IconSearch />} title="No lead matches these filters" />
          ) : (
            <Empty icon={<IconUsers />} title="Nobody on the list yet" action={addButton}>
              Bring a list with a name and a phone in each row; every other column becomes a variable the agent can use.
            </Empty>
          )
        }
        sizes={[25, 50, 100]}
      >
        {(rows) => (
          <>
            <DataTable
              label="Leads"
              columns={leadColumns(now, openLead)}
              rows={rows}
              rowKey={(row) => row.id}
              onRowClick={(row) => openLead(row.id)}
              {...(isSortable && {
                sort,
                onSort: (next: string) => {
                  setSort(next)
                  pager.reset()
                },
              })}
            />
            {!isSortable && (
              <Text size="xs" c="dimmed" px="md" pt="xs">
                In the order of the list. Up to 50,000 leads can be sorted: choose a status to see fewer.
              </Text>
            )}
          </>
        )}
      </WalkedList>
    </div>
  )
}
