import { lazy, Suspense } from 'react'
import { Navigate, Route, Routes } from 'react-router'
import { useKeyRefused } from './api/key.ts'
import { KeyGate } from './components/key-gate.tsx'
import { Shell } from './components/shell.tsx'
import { Loading } from './components/states.tsx'
import { CampaignPage } from './pages/campaign.tsx'
import { CampaignContacts } from './pages/campaign-contacts.tsx'
import { CampaignDashboard } from './pages/campaign-dashboard.tsx'
import { CampaignImports } from './pages/campaign-imports.tsx'
import { CampaignPeople } from './pages/campaign-people.tsx'
import { CampaignSettingsTab } from './pages/campaign-settings.tsx'
import { CampaignsPage } from './pages/campaigns.tsx'
import { NotFoundPage } from './pages/not-found.tsx'

const NewCampaignPage = lazy(() => import('./pages/new-campaign.tsx'))
const ConversationsPage = lazy(() => import('./pages/conversations.tsx'))
const NumbersPage = lazy(() => import('./pages/numbers.tsx'))
const AgentsPage = lazy(() => import('./pages/agents.tsx'))
const AgentPage = lazy(() => import('./pages/agent.tsx'))
const SchedulesPage = lazy(() => import('./pages/schedules.tsx'))
const SchedulePage = lazy(() => import('./pages/schedule.tsx'))
const DevelopersPage = lazy(() => import('./pages/developers.tsx'))
const ContactsPage = lazy(() => import('./pages/contacts.tsx'))
const ContactPage = lazy(() => import('./pages/contact.tsx'))
const OperationsPage = lazy(() => import('./pages/operations.tsx'))
const CompliancePage = lazy(() => import('./pages/compliance.tsx'))

export function App() {
  if (useKeyRefused()) return <KeyGate />
  return (
    <Shell>
      <Suspense fallback={<Loading />}>
        <Routes>
          <Route index element={<Navigate to="/campaigns" replace />} />
          <Route path="campaigns" element={<CampaignsPage />} />
          <Route path="campaigns/new" element={<NewCampaignPage />} />
          <Route path="campaigns/:id" element={<CampaignPage />}>
            <Route index element={<CampaignDashboard />} />
            <Route path="contacts" element={<CampaignContacts />}>
              <Route index element={<CampaignPeople />} />
              <Route path="imports" element={<CampaignImports />} />
            </Route>
            <Route path="settings" element={<CampaignSettingsTab />} />
          </Route>
          <Route path="contacts" element={<ContactsPage />} />
          <Route path="contacts/:id" element={<ContactPage />} />
          <Route path="conversations" element={<ConversationsPage />} />
          <Route path="numbers" element={<NumbersPage />} />
          <Route path="agents" element={<AgentsPage />} />
          <Route path="agents/:id" element={<AgentPage />} />
          <Route path="schedules" element={<SchedulesPage />} />
          <Route path="schedules/:id" element={<SchedulePage />} />
          <Route path="developers" element={<DevelopersPage />} />
          <Route path="compliance/*" element={<CompliancePage />} />
          <Route path="operations" element={<OperationsPage />} />
          <Route path="suppressions" element={<Navigate to="/compliance/suppressions" replace />} />
          <Route path="*" element={<NotFoundPage />} />
        </Routes>
      </Suspense>
    </Shell>
  )
}
