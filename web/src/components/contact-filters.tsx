import { Box, Button, Group, Indicator, MultiSelect, Select, SimpleGrid } from '@mantine/core'
import { useDisclosure } from '@mantine/hooks'
import { IconAdjustmentsHorizontal, IconSearch } from '@tabler/icons-react'
import type { ReactNode } from 'react'
import { useSearchParams } from 'react-router'
import { useCampaigns } from '../api/campaigns.ts'
import type { ContactFilter, ContactHas } from '../api/contacts.ts'
import { useImports } from '../api/imports.ts'
import { formatDateTime } from '../format.ts'
import { importName } from '../import-words.ts'
import { DayFilter, TextFilter } from './contact-filter-inputs.tsx'

/** What may stand in the address of the page, so that a filtered list can be linked to and come back to. */
const NAMES = ['q', 'tag', 'campaign_id', 'import_id', 'state', 'country', 'created_from', 'created_to'] as const
/** Those that stay folded away. */
const MORE = ['campaign_id', 'import_id', 'state', 'country', 'created_from', 'created_to'] as const
type Name = (typeof NAMES)[number]

const HAS: { value: ContactHas; label: string }[] = [
  { value: 'phone', label: 'A phone' },
  { value: 'email', label: 'An email' },
  { value: 'consent', label: 'Consent' },
]
const SUPPRESSED = [
  { value: 'false', label: 'Not suppressed' },
  { value: 'true', label: 'Suppressed' },
]

export interface Filtering {
  filter: ContactFilter
  isFiltered: boolean
  set: (change: Partial<Record<Name | 'has' | 'suppressed', string | null>>) => void
  clear: () => void
}

/** The filter as the address of the page has it. */
export function useContactFilter(onChanged: () => void): Filtering {
  const [params, setParams] = useSearchParams()
  const has = params.get('has')?.split(',').filter(isHas) ?? []
  const suppressed = params.get('suppressed')
  const filter: ContactFilter = {
    ...Object.fromEntries(NAMES.flatMap((name) => (params.get(name) ? [[name, params.get(name)]] : []))),
    ...(has.length > 0 && { has }),
    ...((suppressed === 'true' || suppressed === 'false') && { suppressed: suppressed === 'true' }),
  }
  return {
    filter,
    isFiltered: Object.keys(filter).length > 0,
    set: (change) => {
      setParams(
        (before) => {
          const next = new URLSearchParams(before)
          for (const [name, value] of Object.entries(change)) {
            if (value) next.set(name, value)
            else next.delete(name)
          }
          return next
        },
        { replace: true },
      )
      onChanged()
    },
    clear: () => {
      setParams({}, { replace: true })
      onChanged()
    },
  }
}

function isHas(text: string): text is ContactHas {
  return HAS.some(({ value }) => value === text)
}

export function ContactFilters({ filter, set, actions }: Filtering & { actions?: ReactNode }) {
  const campaigns = useCampaigns({ limit: 100 })
  const folded = MORE.filter((name) => filter[name]).length
  const [opened, { toggle }] = useDisclosure(folded > 0)
  return (
    <Box p="md">
      <Group gap="xs" justify="space-between" align="flex-start">
        <Group gap="xs" style={{ flex: '1 1 420px' }}>
          <TextFilter
            label="Search contacts"
            placeholder="Name, email or phone"
            icon={<IconSearch size={15} aria-hidden />}
            width={{ base: '100%', xs: 230 }}
            maxLength={200}
            value={filter.q}
            onChange={(q) => set({ q })}
          />
          <TextFilter
            label="Tag"
            placeholder="Any tag"
            width={{ base: '48%', xs: 130 }}
            maxLength={50}
            value={filter.tag}
            onChange={(tag) => set({ tag })}
          />
          <MultiSelect
            w={{ base: '48%', xs: 'auto' }}
            miw={130}
            maw={{ xs: 300 }}
            aria-label="Has"
            placeholder={filter.has ? undefined : 'Has anything'}
            data={HAS}
            value={filter.has ?? []}
            onChange={(has) => set({ has: has.join(',') })}
            clearable
          />
          <Select
            w={{ base: '48%', xs: 160 }}
            aria-label="Suppression"
            placeholder="Suppression"
            data={SUPPRESSED}
            value={filter.suppressed === undefined ? null : String(filter.suppressed)}
            onChange={(suppressed) => set({ suppressed })}
            clearable
          />
          <Indicator label={folded} disabled={folded === 0 || opened} size={18} color="sun" autoContrast>
            <Button
              variant="default"
              leftSection={<IconAdjustmentsHorizontal size={16} aria-hidden />}
              onClick={toggle}
              aria-expanded={opened}
            >
              More filters
            </Button>
          </Indicator>
        </Group>
        {actions}
      </Group>
      {opened && (
        <SimpleGrid cols={{ base: 1, xs: 2, md: 3 }} spacing="xs" mt="sm">
          <Select
            label="In the campaign"
            placeholder="Any, or none"
            data={(campaigns.data?.data ?? []).map((it) => ({ value: it.id, label: it.name }))}
            value={filter.campaign_id ?? null}
            onChange={(campaign_id) => set({ campaign_id })}
            searchable
            clearable
          />
          <TextFilter
            label="State or province"
            placeholder="CO"
            isLabelShown
            maxLength={60}
            value={filter.state}
            onChange={(state) => set({ state: state.toUpperCase() })}
          />
          <TextFilter
            label="Country"
            placeholder="US"
            isLabelShown
            maxLength={2}
            value={filter.country}
            onChange={(country) => set({ country: country.toUpperCase() })}
          />
          <DayFilter
            label="Created from"
            value={filter.created_from}
            onChange={(created_from) => set({ created_from })}
          />
          <DayFilter
            label="Created until"
            isEnd
            value={filter.created_to}
            onChange={(created_to) => set({ created_to })}
          />
          <ImportFilter value={filter.import_id} onChange={(import_id) => set({ import_id })} />
        </SimpleGrid>
      )}
    </Box>
  )
}

const SHOWN_IMPORTS = 50

/** One of the latest lists; a link may name an older one. */
function ImportFilter({ value, onChange }: { value: string | undefined; onChange: (id: string | null) => void }) {
  const imports = useImports({ limit: SHOWN_IMPORTS })
  const known = (imports.data?.data ?? []).map((it) => ({
    value: it.id,
    label: `${importName(it)}, ${formatDateTime(it.created_at)}`,
  }))
  const isKnown = value === undefined || known.some((it) => it.value === value)
  return (
    <Select
      label="Brought in by"
      placeholder="Any import"
      data={isKnown ? known : [{ value, label: 'An older import' }, ...known]}
      value={value ?? null}
      onChange={onChange}
      searchable
      clearable
    />
  )
}
