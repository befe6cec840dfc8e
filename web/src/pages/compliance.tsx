import { Tabs } from '@mantine/core'
import type { ReactNode } from 'react'
import { Navigate, Route, Routes, useLocation, useNavigate } from 'react-router'
import { PageHeader } from '../components/page-header.tsx'
import { SuppressionList } from '../components/suppression-list.tsx'
import { ComplianceCheck } from './compliance-check.tsx'
import { ComplianceConsent } from './compliance-consent.tsx'
import { ComplianceProof } from './compliance-proof.tsx'
import { ComplianceRules } from './compliance-rules.tsx'
import { NotFoundPage } from './not-found.tsx'

const TABS: { value: string; label: string; content: ReactNode }[] = [
  { value: 'suppressions', label: 'Suppressions', content: <SuppressionList /> },
  { value: 'rules', label: 'Rules', content: <ComplianceRules /> },
  { value: 'consent', label: 'Consent', content: <ComplianceConsent /> },
  { value: 'check', label: 'Check', content: <ComplianceCheck /> },
  { value: 'proof', label: 'Proof', content: <ComplianceProof /> },
]

/** The tabs, each at an address of its own. */
export default function CompliancePage() {
  return (
    <Routes>
      <Route index element={<Navigate to="/compliance/suppressions" replace />} />
      {TABS.map(({ value, content }) => (
        <Route key={value} path={value} element={<Tab>{content}</Tab>} />
      ))}
      <Route path="*" element={<NotFoundPage />} />
    </Routes>
  )
}

/** Who may not be called, when nobody may be, and the proof that it was kept. */
function Tab({ children }: { children: ReactNode }) {
  const navigate = useNavigate()
  const { pathname } = useLocation()
  return (
    <>
      <PageHeader
        title="Compliance"
        subtitle="Who may not be called, when nobody may be, and the proof that it was kept"
      />
      <Tabs
        value={pathname.split('/')[2] ?? null}
        onChange={(value) => navigate(`/compliance/${value}`)}
        mb="md"
        activateTabWithKeyboard={false}
      >
        <Tabs.List>
          {TABS.map(({ value, label }) => (
            <Tabs.Tab key={value} value={value} px={{ base: 8, xs: 'md' }}>
              {label}
            </Tabs.Tab>
          ))}
        </Tabs.List>
      </Tabs>
      {children}
    </>
  )
}
