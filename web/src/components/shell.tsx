import { Alert, AppShell, Box, Burger, Divider, Group, ScrollArea, Stack, Text } from '@mantine/core'
import { useDisclosure } from '@mantine/hooks'
import {
  IconActivity,
  IconAddressBook,
  IconCalendarTime,
  IconCode,
  IconFlask,
  IconMessages,
  IconPhone,
  IconRobot,
  IconShieldCheck,
  IconSpeakerphone,
  type TablerIcon,
} from '@tabler/icons-react'
import { type ReactNode, useEffect } from 'react'
import { NavLink, useLocation } from 'react-router'
import { useOrganization } from '../api/organization.ts'
import { useSandboxClock } from '../api/product-clock.ts'
import { useReachable } from '../api/reachable.ts'
import { ColorSchemeToggle } from './color-scheme-toggle.tsx'
import { KillSwitchButton, OrganizationStopped } from './kill-switch.tsx'
import { Mark } from './mark.tsx'
import { SandboxBadge } from './sandbox-badge.tsx'

const PAGES: { to: string; label: string; icon: TablerIcon }[] = [
  { to: '/campaigns', label: 'Campaigns', icon: IconSpeakerphone },
  { to: '/contacts', label: 'Contacts', icon: IconAddressBook },
  { to: '/conversations', label: 'Conversations', icon: IconMessages },
  { to: '/numbers', label: 'Numbers', icon: IconPhone },
  { to: '/agents', label: 'Agents', icon: IconRobot },
  { to: '/schedules', label: 'Schedules', icon: IconCalendarTime },
  { to: '/compliance', label: 'Compliance', icon: IconShieldCheck },
  { to: '/operations', label: 'Operations', icon: IconActivity },
  { to: '/developers', label: 'Developers', icon: IconCode },
]

/** Everything round a page: navigation, organization, colour scheme, sandbox clock. */
export function Shell({ children }: { children: ReactNode }) {
  const [opened, { toggle, close }] = useDisclosure()
  const { pathname } = useLocation()
  const organization = useOrganization()
  const running = organization.data?.stopped_at === null
  const sandbox = useSandboxClock()
  const reachable = useReachable()
  // biome-ignore lint/correctness/useExhaustiveDependencies: the menu of a phone closes when the page changes
  useEffect(close, [pathname])
  return (
    <AppShell
      header={{ height: 56 }}
      navbar={{ width: 190, breakpoint: 'sm', collapsed: { mobile: !opened } }}
      padding={{ base: 'sm', sm: 'lg' }}
    >
      <a className="skip-link" href="#main">
        Skip to content
      </a>
      <AppShell.Header bg="var(--sundial-surface)">
        <Group h="100%" px="md" justify="space-between" wrap="nowrap" gap="sm">
          <Group gap="sm" wrap="nowrap" miw={0}>
            <Burger
              opened={opened}
              onClick={toggle}
              hiddenFrom="sm"
              size="sm"
              aria-label={opened ? 'Close navigation' : 'Open navigation'}
            />
            <Mark />
            <Text fw={700} size="lg">
              Sundial
            </Text>
            {organization.data && (
              <Text size="sm" c="dimmed" truncate visibleFrom="sm">
                {organization.data.name}
              </Text>
            )}
          </Group>
          <Group gap="xs" wrap="nowrap">
            {running && (
              <Box visibleFrom="sm">
                <KillSwitchButton what={{ kind: 'organization' }} stopped={false} size="xs" />
              </Box>
            )}
            <SandboxBadge />
            <ColorSchemeToggle />
          </Group>
        </Group>
      </AppShell.Header>
      <AppShell.Navbar aria-label="Main" p="sm" bg="var(--sundial-surface)">
        <AppShell.Section grow component={ScrollArea}>
          <Stack gap={2}>
            {PAGES.map(({ to, label, icon: Icon }) => (
              <NavLink key={to} to={to} className="nav-link">
                <Icon size={18} stroke={1.7} aria-hidden />
                {label}
              </NavLink>
            ))}
            {sandbox && (
              <>
                <Divider my="xs" />
                <a className="nav-link" href="/sandbox/" target="_blank" rel="noreferrer">
                  <IconFlask size={18} stroke={1.7} aria-hidden />
                  Sandbox
                </a>
              </>
            )}
          </Stack>
        </AppShell.Section>
        {running && (
          <Box hiddenFrom="sm" p="xs">
            <KillSwitchButton what={{ kind: 'organization' }} stopped={false} fullWidth />
          </Box>
        )}
        {organization.data && (
          <Text size="xs" c="dimmed" p="xs" hiddenFrom="sm">
            {organization.data.name}
          </Text>
        )}
      </AppShell.Navbar>
      <AppShell.Main>
        <Box id="main" maw={1440} mx="auto" tabIndex={-1} style={{ outline: 'none' }}>
          {organization.data && <OrganizationStopped organization={organization.data} />}
          {!reachable && (
            <Alert color="orange" variant="outline" mb="md" role="status" title="Sundial cannot be reached">
              What you see may be old. The page keeps trying.
            </Alert>
          )}
          {children}
        </Box>
      </AppShell.Main>
    </AppShell>
  )
}
