import { Button, Checkbox, Group, Stack, Switch, Text } from '@mantine/core'
import { IconAddressBook, IconSearch, IconUsersPlus } from '@tabler/icons-react'
import { useState } from 'react'
import type { Campaign } from '../api/campaigns.ts'
import { type Contact, type ContactFilter, useAddFromContacts, useContacts } from '../api/contacts.ts'
import { useNow } from '../api/product-clock.ts'
import { countOf, formatCount } from '../format.ts'
import { contactColumns, nameOf } from './contact-columns.tsx'
import { ContactFilters, type Filtering } from './contact-filters.tsx'
import { AllOnPage, MOST_CHOSEN, useContactSelection } from './contact-selection.tsx'
import { type Column, DataTable } from './data-table.tsx'
import { usePager } from './pager.tsx'
import { Tags } from './person.tsx'
import { Empty } from './states.tsx'
import { toastError } from './toasts.ts'
import { WalkedList } from './walked-list.tsx'

/** People of the address book into this campaign: some that are chosen, or all that match. */
export function FromContacts({ campaign, onStarted }: { campaign: Campaign; onStarted: (importId: string) => void }) {
  const pager = usePager(10)
  const filtering = useOwnFilter(pager.reset)
  const [onlyNew, setOnlyNew] = useState(true)
  const filter: ContactFilter = { ...filtering.filter, ...(onlyNew && { not_in_campaign_id: campaign.id }) }
  const query = useContacts({ ...filter, cursor: pager.cursor, limit: pager.size })
  const selection = useContactSelection()
  const { selected, select } = selection
  const add = useAddFromContacts()
  const now = useNow(10_000)
  function start(who: { contact_ids: string[] } | { filter: ContactFilter }) {
    add.mutate({ campaignId: campaign.id, who }, { onSuccess: ({ id }) => onStarted(id), onError: toastError })
  }
  return (
    <Stack gap="sm">
      <div className="surface">
        <ContactFilters {...filtering} />
        <Group px="md" pb="sm">
          <Switch
            size="xs"
            label="Only who is not in this campaign yet"
            checked={onlyNew}
            onChange={(event) => {
              setOnlyNew(event.currentTarget.checked)
              pager.reset()
            }}
          />
        </Group>
        <WalkedList
          query={query}
          pager={pager}
          searchOn={{
            title: 'Nobody in this part of the address book',
            text: 'It is long, and only a part of it was looked through.',
          }}
          empty={
            <Empty
              icon={filtering.isFiltered ? <IconSearch /> : <IconAddressBook />}
              title={
                filtering.isFiltered
                  ? 'Nobody matches'
                  : onlyNew
                    ? 'Everybody in the address book is in this campaign'
                    : 'The address book is empty'
              }
            />
          }
          loadingRows={4}
        >
          {(rows) => (
            <>
              <DataTable
                label="Contacts"
                columns={columnsOf(now, selected, (id, on) => select([id], on))}
                rows={rows}
                rowKey={(row) => row.id}
                onRowClick={(row) => select([row.id], !selected.has(row.id))}
              />
              <Group px="md" py="sm">
                <AllOnPage rows={rows} selection={selection} />
              </Group>
            </>
          )}
        </WalkedList>
      </div>
      <Text size="sm" c="dimmed">
        Who is in the campaign already stays as they are there; nobody who is finished is called again.
      </Text>
      <Group justify="flex-end" gap="xs">
        {selected.size > 0 && (
          <Button size="sm" variant="subtle" color="gray" onClick={selection.clear}>
            Select nobody
          </Button>
        )}
        <Button
          variant="default"
          disabled={!query.data?.data.length && !query.data?.next_cursor}
          loading={add.isPending && selected.size === 0}
          onClick={() => start({ filter })}
        >
          Add all that match
        </Button>
        <Button
          leftSection={<IconUsersPlus size={16} aria-hidden />}
          disabled={selected.size === 0 || selected.size > MOST_CHOSEN}
          loading={add.isPending && selected.size > 0}
          onClick={() => start({ contact_ids: [...selected] })}
        >
          {selected.size === 0 ? 'Add the selected' : `Add ${countOf(selected.size, 'person', 'people')}`}
        </Button>
      </Group>
      {selected.size > MOST_CHOSEN && (
        <Text size="sm" c="var(--mantine-color-error)" role="alert">
          At most {formatCount(MOST_CHOSEN)} can be added by name. Use a filter and add all that match.
        </Text>
      )}
    </Stack>
  )
}

/** Names lead nowhere here: a click selects. */
function columnsOf(
  now: number,
  selected: ReadonlySet<string>,
  onSelect: (id: string, on: boolean) => void,
): Column<Contact>[] {
  const name: Column<Contact> = {
    key: 'name',
    header: 'Name',
    cell: (row) => (
      <Group gap="sm" wrap="nowrap">
        <Checkbox
          size="xs"
          aria-label={`Select ${nameOf(row)}`}
          checked={selected.has(row.id)}
          onChange={(event) => onSelect(row.id, event.currentTarget.checked)}
        />
        <Stack gap={2} align="flex-start">
          <Text span inherit fw={600}>
            {nameOf(row)}
          </Text>
          <Tags tags={row.tags} />
        </Stack>
      </Group>
    ),
  }
  return [name, ...contactColumns(now, selected, onSelect).filter((it) => it.key !== 'name' && it.key !== 'created')]
}

/** A filter of this place alone; the one of the Contacts page stands in its address. */
function useOwnFilter(onChanged: () => void): Filtering {
  const [filter, setFilter] = useState<ContactFilter>({})
  return {
    filter,
    isFiltered: Object.keys(filter).length > 0,
    set: (change) => {
      setFilter((before) => {
        const { has, suppressed, ...texts } = change
        const next: ContactFilter = { ...before, ...Object.fromEntries(Object.entries(texts).map(given)) }
        if (has !== undefined) next.has = has ? (has.split(',') as ContactFilter['has']) : undefined
        if (suppressed !== undefined) next.suppressed = suppressed ? suppressed === 'true' : undefined
        return Object.fromEntries(Object.entries(next).filter(([, value]) => value !== undefined))
      })
      onChanged()
    },
    clear: () => {
      setFilter({})
      onChanged()
    },
  }
}

const given = ([name, value]: [string, string | null | undefined]) => [name, value || undefined] as const
