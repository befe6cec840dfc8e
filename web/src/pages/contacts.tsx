import { Button, Group, Modal, Tabs, Text } from '@mantine/core'
import { IconAddressBook, IconPlus, IconSearch, IconUpload, IconUsersPlus } from '@tabler/icons-react'
import { useState } from 'react'
import { useNavigate, useSearchParams } from 'react-router'
import { type Contact, useContacts } from '../api/contacts.ts'
import { useNow } from '../api/product-clock.ts'
import { contactColumns } from '../components/contact-columns.tsx'
import { ContactFilters, useContactFilter } from '../components/contact-filters.tsx'
import { NewContactForm } from '../components/contact-form.tsx'
import { ContactImport } from '../components/contact-import.tsx'
import { AllOnPage, type ContactSelection, MOST_CHOSEN, useContactSelection } from '../components/contact-selection.tsx'
import { type Chosen, ContactToCampaign } from '../components/contact-to-campaign.tsx'
import { DataTable } from '../components/data-table.tsx'
import { ErasureList } from '../components/erase-list.tsx'
import { ImportHistory } from '../components/import-history.tsx'
import { PageHeader } from '../components/page-header.tsx'
import { usePager } from '../components/pager.tsx'
import { Empty } from '../components/states.tsx'
import { WalkedList } from '../components/walked-list.tsx'
import { formatCount } from '../format.ts'

const CLOSE = { 'aria-label': 'Close' }

type Tab = 'people' | 'imports' | 'erasures'

export default function ContactsPage() {
  const [params, setParams] = useSearchParams()
  const [open, setOpen] = useState<'new' | 'import' | null>(null)
  const navigate = useNavigate()
  const tab = tabOf(params.get('tab'))
  const close = () => setOpen(null)
  return (
    <>
      <PageHeader
        title="Contacts"
        subtitle="Everybody your organization knows, whichever way they came in"
        actions={
          <>
            <Button
              variant="default"
              leftSection={<IconUpload size={16} aria-hidden />}
              onClick={() => setOpen('import')}
            >
              Import
            </Button>
            <Button leftSection={<IconPlus size={16} aria-hidden />} onClick={() => setOpen('new')}>
              New contact
            </Button>
          </>
        }
      />
      <Tabs
        value={tab}
        onChange={(next) => setParams(next === null || next === 'people' ? {} : { tab: next })}
        activateTabWithKeyboard={false}
        keepMounted={false}
      >
        <Tabs.List mb="md">
          <Tabs.Tab value="people">People</Tabs.Tab>
          <Tabs.Tab value="imports">Imports</Tabs.Tab>
          <Tabs.Tab value="erasures">Erased</Tabs.Tab>
        </Tabs.List>
        <Tabs.Panel value="people">
          <People onNew={() => setOpen('new')} />
        </Tabs.Panel>
        <Tabs.Panel value="imports">
          <ImportHistory campaignId={null} />
        </Tabs.Panel>
        <Tabs.Panel value="erasures">
          <ErasureList />
        </Tabs.Panel>
      </Tabs>
      <ContactImport opened={open === 'import'} onClose={close} />
      <Modal opened={open === 'new'} onClose={close} title="New contact" size="lg" closeButtonProps={CLOSE}>
        <NewContactForm onCancel={close} onDone={(contact) => navigate(`/contacts/${contact.id}`)} />
      </Modal>
    </>
  )
}

function tabOf(name: string | null): Tab {
  return name === 'imports' || name === 'erasures' ? name : 'people'
}

function People({ onNew }: { onNew: () => void }) {
  const pager = usePager(25)
  const filtering = useContactFilter(pager.reset)
  const query = useContacts({ ...filtering.filter, cursor: pager.cursor, limit: pager.size })
  const selection = useContactSelection()
  const [adding, setAdding] = useState<Chosen | null>(null)
  const navigate = useNavigate()
  const now = useNow(10_000)
  const add = (
    <Button leftSection={<IconPlus size={16} aria-hidden />} onClick={onNew}>
      New contact
    </Button>
  )
  return (
    <div className="surface">
      <ContactFilters {...filtering} />
      <WalkedList
        query={query}
        pager={pager}
        searchOn={{
          title: 'Nobody in this part of the address book',
          text: 'It is long, and only a part of it was looked through.',
        }}
        empty={
          filtering.isFiltered ? (
            <Empty
              icon={<IconSearch />}
              title="Nobody matches these filters"
              action={
                <Button variant="default" onClick={filtering.clear}>
                  Clear the filters
                </Button>
              }
            />
          ) : (
            <Empty icon={<IconAddressBook />} title="The address book is empty" action={add}>
              Import a list, or add somebody by hand. Whoever becomes a lead of a campaign appears here, too.
            </Empty>
          )
        }
        sizes={[25, 50, 100]}
      >
        {(rows) => (
          <>
            <Selection
              rows={rows}
              selection={selection}
              isFiltered={filtering.isFiltered}
              onAdd={() => setAdding({ ids: [...selection.selected] })}
              onAddAll={() => setAdding({ filter: filtering.filter })}
            />
            <DataTable
              label="Contacts"
              columns={contactColumns(now, selection.selected, (id, on) => selection.select([id], on))}
              rows={rows}
              rowKey={(row) => row.id}
              onRowClick={(row) => navigate(`/contacts/${row.id}`)}
            />
          </>
        )}
      </WalkedList>
      <ContactToCampaign chosen={adding} onClose={() => setAdding(null)} onStarted={selection.clear} />
    </div>
  )
}

interface SelectionProps {
  rows: Contact[]
  selection: ContactSelection
  isFiltered: boolean
  onAdd: () => void
  onAddAll: () => void
}

/** What can be done with the people who are selected, also on other pages, or with all that match. */
function Selection({ rows, selection, isFiltered, onAdd, onAddAll }: SelectionProps) {
  const { selected, clear } = selection
  return (
    <Group px="md" pb="xs" gap="sm" justify="space-between">
      <Group gap="sm">
        <AllOnPage rows={rows} selection={selection} />
        {selected.size > 0 && (
          <>
            <Text size="sm" role="status">
              {formatCount(selected.size)} selected
            </Text>
            <Button size="compact-sm" variant="subtle" color="gray" onClick={clear}>
              Clear
            </Button>
          </>
        )}
      </Group>
      <Group gap="xs">
        {selected.size > 0 && (
          <Button
            size="xs"
            leftSection={<IconUsersPlus size={15} aria-hidden />}
            disabled={selected.size > MOST_CHOSEN}
            onClick={onAdd}
          >
            Add the selected to a campaign
          </Button>
        )}
        <Button size="xs" variant="default" onClick={onAddAll}>
          {isFiltered ? 'Add all that match' : 'Add everybody'}
        </Button>
      </Group>
    </Group>
  )
}
