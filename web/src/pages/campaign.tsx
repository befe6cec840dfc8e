import { Alert, Anchor, Breadcrumbs, Tabs, Text } from '@mantine/core'
import { IconPlugConnectedX } from '@tabler/icons-react'
import { Link, Outlet, useLocation, useNavigate, useOutletContext, useParams, useSearchParams } from 'react-router'
import { type Campaign, useCampaign } from '../api/campaigns.ts'
import { type Live, useLive } from '../api/live.ts'
import { BreakerAlert } from '../components/breaker-alert.tsx'
import { CampaignButtons } from '../components/campaign-menu.tsx'
import { LeadPanel } from '../components/lead-panel.tsx'
import { PageHeader } from '../components/page-header.tsx'
import { ErrorState, Loading } from '../components/states.tsx'
import { CampaignStatusBadge } from '../components/word-badge.tsx'
import { countOf } from '../format.ts'
import { CAMPAIGN_TYPE } from '../words.ts'

/** What the tabs of one campaign share. */
export interface CampaignContext {
  campaign: Campaign
  live: Live | undefined
  /** How often to ask while the socket is down; false while it is up. */
  poll: number | false
  openLead: (id: string) => void
}

export function useCampaignContext(): CampaignContext {
  return useOutletContext<CampaignContext>()
}

export function CampaignPage() {
  const { id = '' } = useParams()
  // A campaign is a page of its own: its socket, filters and forms begin anew.
  return <CampaignView key={id} id={id} />
}

function CampaignView({ id }: { id: string }) {
  const { live, connected, poll } = useLive(id)
  const query = useCampaign(id, { poll })
  const [params, setParams] = useSearchParams()
  const tab = useTab()
  if (query.isPending) return <Loading label="Loading the campaign" />
  if (!query.data) return <ErrorState error={query.error ?? new Error('No answer')} onRetry={() => query.refetch()} />

  const campaign = query.data
  function showLead(leadId: string | null) {
    setParams(
      (before) => {
        const next = new URLSearchParams(before)
        if (leadId) next.set('lead', leadId)
        else next.delete('lead')
        return next
      },
      { replace: true },
    )
  }
  const context: CampaignContext = { campaign, live, poll, openLead: showLead }
  return (
    <>
      <Breadcrumbs mb={4} fz="sm">
        <Anchor component={Link} to="/campaigns" size="sm">
          Campaigns
        </Anchor>
      </Breadcrumbs>
      <PageHeader
        title={campaign.name}
        beside={<CampaignStatusBadge campaign={campaign} />}
        subtitle={[
          CAMPAIGN_TYPE[campaign.type],
          campaign.agent ? `agent ${campaign.agent.name}` : 'no agent yet',
          countOf(campaign.number_ids.length, 'number'),
          countOf(campaign.counts?.total ?? 0, 'lead'),
        ].join(' · ')}
        actions={<CampaignButtons campaign={campaign} />}
      />
      <BreakerAlert campaign={campaign} openLead={showLead} />
      <CampaignTabs id={id} tab={tab} />
      {tab !== 'dashboard' && <CampaignWarnings warnings={campaign.warnings} />}
      <Outlet context={context} />
      {!connected && (
        <Text size="xs" c="dimmed" mt="md" role="status">
          <IconPlugConnectedX size={13} style={{ verticalAlign: -2 }} aria-hidden /> Live connection is away; asking
          every two seconds instead.
        </Text>
      )}
      <LeadPanel leadId={params.get('lead')} campaign={campaign} onClose={() => showLead(null)} />
    </>
  )
}

/** The dashboard says them among everything else that stands in the way. */
function CampaignWarnings({ warnings }: { warnings: Campaign['warnings'] }) {
  if (warnings.length === 0) return null
  return (
    <Alert mb="md" color="orange" variant="outline" title="Before people are called">
      {warnings.map((warning) => (
        <Text key={warning.code} size="sm">
          {warning.message}
        </Text>
      ))}
    </Alert>
  )
}

type Tab = 'dashboard' | 'contacts' | 'settings'

function useTab(): Tab {
  const [, , , tab] = useLocation().pathname.split('/')
  return tab === 'contacts' || tab === 'settings' ? tab : 'dashboard'
}

function CampaignTabs({ id, tab }: { id: string; tab: Tab }) {
  const navigate = useNavigate()
  return (
    <Tabs
      value={tab}
      onChange={(value) => navigate(value === 'dashboard' ? `/campaigns/${id}` : `/campaigns/${id}/${value}`)}
      mb="md"
      activateTabWithKeyboard={false}
    >
      <Tabs.List>
        <Tabs.Tab value="dashboard">Dashboard</Tabs.Tab>
        <Tabs.Tab value="contacts">Contacts</Tabs.Tab>
        <Tabs.Tab value="settings">Settings</Tabs.Tab>
      </Tabs.List>
    </Tabs>
  )
}
