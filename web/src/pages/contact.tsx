import { ActionIcon, Alert, Anchor, Breadcrumbs, Button, Grid, Group, Menu, Stack, Text } from '@mantine/core'
import {
  IconArrowMerge,
  IconDots,
  IconDownload,
  IconPencil,
  IconPhoneOff,
  IconUserOff,
  IconUsersPlus,
} from '@tabler/icons-react'
import { type ReactNode, useState } from 'react'
import { Link, Navigate, useParams, useSearchParams } from 'react-router'
import { type ContactWithLeads, exportContact, useContact } from '../api/contacts.ts'
import { useNow } from '../api/product-clock.ts'
import { nameOf } from '../components/contact-columns.tsx'
import { ContactDetails } from '../components/contact-details.tsx'
import { askDoNotCall } from '../components/contact-do-not-call.tsx'
import { EditContactForm } from '../components/contact-form.tsx'
import { ContactHistory } from '../components/contact-history.tsx'
import { ContactCampaigns, ContactSuppressions } from '../components/contact-standing.tsx'
import { type Chosen, ContactToCampaign } from '../components/contact-to-campaign.tsx'
import { askErase } from '../components/erase-form.tsx'
import { MergeContacts } from '../components/merge-contacts.tsx'
import { PageHeader } from '../components/page-header.tsx'
import { ErrorState, Loading } from '../components/states.tsx'
import { toastError } from '../components/toasts.ts'
import { WordBadge } from '../components/word-badge.tsx'
import { formatDateTime, viewerZoneName } from '../format.ts'
import { SUPPRESSED } from '../words.ts'

export default function ContactPage() {
  const { id = '' } = useParams()
  // Forms and pages of the history begin anew with every person.
  return <ContactView key={id} id={id} />
}

/** In the address of the survivor: who led here. */
const MERGED = 'merged'

function ContactView({ id }: { id: string }) {
  const query = useContact(id)
  if (query.isPending) return <Loading label="Loading the contact" />
  if (!query.data) return <ErrorState error={query.error} onRetry={() => query.refetch()} />
  const contact = query.data
  if (contact.merged_into)
    return <Navigate replace to={`/contacts/${contact.merged_into}?${MERGED}=${encodeURIComponent(nameOf(contact))}`} />
  return (
    <>
      <Breadcrumbs mb={4} fz="sm">
        <Anchor component={Link} to="/contacts" size="sm">
          Contacts
        </Anchor>
      </Breadcrumbs>
      {contact.erased_at ? <Erased contact={contact} /> : <Person contact={contact} />}
    </>
  )
}

function Erased({ contact }: { contact: ContactWithLeads }) {
  return (
    <>
      <PageHeader title="Somebody who was erased" subtitle={contact.id} />
      <Alert variant="default" icon={<IconUserOff />} role="status" mb="md">
        They asked to be forgotten; that was done on {formatDateTime(contact.erased_at ?? '')} {viewerZoneName()}. What
        stays is the suppression of their phones, so that nobody adds and calls them anew.
      </Alert>
      <Section title="History">
        <ContactHistory contactId={contact.id} />
      </Section>
    </>
  )
}

function Person({ contact }: { contact: ContactWithLeads }) {
  const [params, setParams] = useSearchParams()
  const [editing, setEditing] = useState(false)
  const [merging, setMerging] = useState(false)
  const [adding, setAdding] = useState<Chosen | null>(null)
  const now = useNow(10_000)
  const merged = params.get(MERGED)
  return (
    <>
      <PageHeader
        title={nameOf(contact)}
        beside={contact.suppressed && <WordBadge word={SUPPRESSED} />}
        actions={
          <>
            <Button
              leftSection={<IconUsersPlus size={16} aria-hidden />}
              onClick={() => setAdding({ ids: [contact.id], name: `${nameOf(contact)}.` })}
            >
              Add to a campaign
            </Button>
            <Button
              variant="default"
              leftSection={<IconArrowMerge size={16} aria-hidden />}
              onClick={() => setMerging(true)}
            >
              Merge with…
            </Button>
            <More contact={contact} />
          </>
        }
      />
      {merged && (
        <Alert
          variant="default"
          mb="md"
          role="status"
          withCloseButton
          closeButtonLabel="Close this message"
          onClose={() => setParams({}, { replace: true })}
        >
          “{merged}” is part of this contact now; the link you followed leads here.
        </Alert>
      )}
      <Grid gap="md">
        <Grid.Col span={{ base: 12, md: 7 }}>
          <Section
            title="Details"
            beside={
              !editing && (
                <Button
                  size="xs"
                  variant="default"
                  leftSection={<IconPencil size={15} aria-hidden />}
                  onClick={() => setEditing(true)}
                >
                  Edit
                </Button>
              )
            }
          >
            {editing ? (
              <EditContactForm contact={contact} onDone={() => setEditing(false)} />
            ) : (
              <ContactDetails contact={contact} now={now} />
            )}
          </Section>
        </Grid.Col>
        <Grid.Col span={{ base: 12, md: 5 }}>
          <Stack>
            <Section title="Campaigns">
              <ContactCampaigns contact={contact} />
            </Section>
            {contact.suppressions.length > 0 && (
              <Section title="Suppressions">
                <ContactSuppressions entries={contact.suppressions} now={now} />
              </Section>
            )}
          </Stack>
        </Grid.Col>
        <Grid.Col span={12}>
          <Section title="History">
            <ContactHistory contactId={contact.id} />
          </Section>
        </Grid.Col>
      </Grid>
      <MergeContacts contact={contact} opened={merging} onClose={() => setMerging(false)} />
      <ContactToCampaign chosen={adding} onClose={() => setAdding(null)} />
    </>
  )
}

function More({ contact }: { contact: ContactWithLeads }) {
  return (
    <Menu position="bottom-end">
      <Menu.Target>
        <ActionIcon variant="default" size={36} aria-label="More">
          <IconDots size={18} />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item
          leftSection={<IconDownload size={16} aria-hidden />}
          onClick={() => exportContact(contact).catch(toastError)}
        >
          Export everything we hold
        </Menu.Item>
        <Menu.Divider />
        <Menu.Item
          color="red"
          leftSection={<IconPhoneOff size={16} aria-hidden />}
          onClick={() => askDoNotCall(contact)}
        >
          Do not call
        </Menu.Item>
        <Menu.Item color="red" leftSection={<IconUserOff size={16} aria-hidden />} onClick={() => askErase(contact)}>
          Erase
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  )
}

function Section(props: { title: string; beside?: ReactNode; children: ReactNode }) {
  return (
    <section className="surface" style={{ padding: 16 }} aria-label={props.title}>
      <Group justify="space-between" mb="sm" mih={30}>
        <Text component="h2" fw={600} m={0}>
          {props.title}
        </Text>
        {props.beside}
      </Group>
      {props.children}
    </section>
  )
}
