import { Button, Group, Tabs } from '@mantine/core'
import { IconUsersPlus } from '@tabler/icons-react'
import type { ReactNode } from 'react'
import { Outlet, useLocation, useNavigate, useOutletContext, useSearchParams } from 'react-router'
import { AddLeads, isWayIn, type WayIn } from '../components/add-leads.tsx'
import { type CampaignContext, useCampaignContext } from './campaign.tsx'

/** What the views of a campaign's contacts share. */
export interface ContactsContext extends CampaignContext {
  addButton: ReactNode
}

export function useContactsContext(): ContactsContext {
  return useOutletContext<ContactsContext>()
}

/** The accent is for what is to be done, not for where one is. */
const quiet = () => ({
  root: { '--tabs-color': 'light-dark(#e6e6e0, #343a45)', '--tabs-text-color': 'var(--mantine-color-text)' },
})

/** Who is in a campaign and how they came in; the way in that is open stands in the address, as `add`. */
export function CampaignContacts() {
  const context = useCampaignContext()
  const { campaign } = context
  const [params, setParams] = useSearchParams()
  const navigate = useNavigate()
  const { pathname } = useLocation()
  const view = pathname.replace(/\/$/, '').endsWith('/imports') ? 'imports' : 'people'
  const add = params.get('add')
  function open(way: WayIn | null, replace: boolean) {
    setParams(
      (before) => {
        const next = new URLSearchParams(before)
        if (way) next.set('add', way)
        else next.delete('add')
        return next
      },
      { replace },
    )
  }
  const addButton = (
    <Button
      leftSection={<IconUsersPlus size={16} aria-hidden />}
      onClick={() => open('file', false)}
      disabled={campaign.status === 'cancelled' || campaign.archived}
    >
      Add leads
    </Button>
  )
  return (
    <>
      <Group justify="space-between" mb="sm" gap="xs">
        <Tabs
          variant="pills"
          vars={quiet}
          value={view}
          onChange={(next) => navigate(`/campaigns/${campaign.id}/contacts${next === 'imports' ? '/imports' : ''}`)}
          activateTabWithKeyboard={false}
        >
          <Tabs.List>
            <Tabs.Tab value="people">People</Tabs.Tab>
            <Tabs.Tab value="imports">Imports &amp; arrivals</Tabs.Tab>
          </Tabs.List>
        </Tabs>
        {addButton}
      </Group>
      <Outlet context={{ ...context, addButton } satisfies ContactsContext} />
      <AddLeads campaign={campaign} way={isWayIn(add) ? add : null} onWay={(way) => open(way, true)} />
    </>
  )
}
