import { Button, Group, Modal, Stack, Text, TextInput, UnstyledButton } from '@mantine/core'
import { useDebouncedValue } from '@mantine/hooks'
import { IconSearch } from '@tabler/icons-react'
import { useState } from 'react'
import {
  type Contact,
  type ContactWithLeads,
  useContact,
  useContacts,
  useMergeContacts,
  useMergePreview,
} from '../api/contacts.ts'
import { useNow } from '../api/product-clock.ts'
import { formatPhone } from '../format.ts'
import { nameOf } from './contact-columns.tsx'
import { MergePreview } from './merge-preview.tsx'
import { ErrorState, Loading } from './states.tsx'
import { toastDone, toastError } from './toasts.ts'

interface Props {
  contact: ContactWithLeads
  opened: boolean
  onClose: () => void
}

/** Two entries of the address book that are one person. */
export function MergeContacts({ contact, opened, onClose }: Props) {
  const [otherId, setOtherId] = useState<string | null>(null)
  function close() {
    onClose()
    setOtherId(null)
  }
  return (
    <Modal
      opened={opened}
      onClose={close}
      title={`Merge with ${nameOf(contact)}`}
      size="lg"
      closeButtonProps={{ 'aria-label': 'Close' }}
    >
      {otherId ? (
        <Confirm contact={contact} otherId={otherId} onBack={() => setOtherId(null)} onDone={close} />
      ) : (
        <Choose contact={contact} onChoose={setOtherId} onClose={close} />
      )}
    </Modal>
  )
}

const SHOWN = 8

function Choose(props: { contact: Contact; onChoose: (id: string) => void; onClose: () => void }) {
  const { contact, onChoose, onClose } = props
  // Whoever is there twice is there with the same name more often than not.
  const [search, setSearch] = useState(contact.name)
  const [q] = useDebouncedValue(search.trim(), 250)
  const query = useContacts({ q, limit: SHOWN + 1 }, q.length > 1)
  const found = (query.data?.data ?? []).filter(({ id }) => id !== contact.id).slice(0, SHOWN)
  return (
    <Stack>
      <Text size="sm">Who is the same person? Everything of theirs goes into {nameOf(contact)}.</Text>
      <TextInput
        label="The other contact"
        placeholder="Name, email or phone"
        leftSection={<IconSearch size={15} aria-hidden />}
        value={search}
        onChange={(event) => setSearch(event.currentTarget.value)}
        data-autofocus
      />
      {q.length < 2 ? null : query.isPending ? (
        <Loading rows={3} label="Loading who it may be" />
      ) : !query.data ? (
        <ErrorState error={query.error} onRetry={() => query.refetch()} />
      ) : found.length === 0 ? (
        <Text size="sm" c="dimmed" role="status">
          Nobody else matches{query.data.next_cursor ? ' in the part of the address book that was looked through' : ''}.
        </Text>
      ) : (
        <Stack component="ul" gap={4} m={0} p={0} aria-label="Contacts that match" style={{ listStyle: 'none' }}>
          {found.map((it) => (
            <li key={it.id}>
              <UnstyledButton className="surface" w="100%" p="xs" onClick={() => onChoose(it.id)}>
                <Text size="sm" fw={600}>
                  {nameOf(it)}
                </Text>
                <Text size="xs" c="dimmed">
                  {[it.email, ...it.phones.map((phone) => formatPhone(phone.e164 ?? phone.raw))]
                    .filter(Boolean)
                    .join(' · ') || 'No phone and no email'}
                </Text>
              </UnstyledButton>
            </li>
          ))}
        </Stack>
      )}
      <Group justify="flex-end">
        <Button variant="default" onClick={onClose}>
          Not now
        </Button>
      </Group>
    </Stack>
  )
}

interface ConfirmProps {
  contact: ContactWithLeads
  otherId: string
  onBack: () => void
  onDone: () => void
}

function Confirm({ contact, otherId, onBack, onDone }: ConfirmProps) {
  const other = useContact(otherId)
  const preview = useMergePreview(contact.id, otherId)
  const merge = useMergeContacts(contact.id)
  const now = useNow(10_000)
  const error = other.error ?? preview.error
  function submit() {
    merge.mutate(otherId, {
      onSuccess: () => {
        toastDone(`${other.data ? nameOf(other.data) : 'The other one'} is part of ${nameOf(contact)} now.`)
        onDone()
      },
      onError: toastError,
    })
  }
  return (
    <Stack>
      {other.data && preview.data ? (
        <MergePreview contact={contact} other={other.data} joined={preview.data} now={now} />
      ) : error ? (
        <ErrorState error={error} onRetry={() => Promise.all([other.refetch(), preview.refetch()])} />
      ) : (
        <Loading rows={4} label="Loading what it comes to" />
      )}
      <Text size="sm" fw={600}>
        This cannot be taken back. Links to the other contact will lead here.
      </Text>
      <Group justify="flex-end">
        <Button variant="default" onClick={onBack}>
          Somebody else
        </Button>
        <Button color="red" disabled={!preview.data} loading={merge.isPending} onClick={submit}>
          Merge the two
        </Button>
      </Group>
    </Stack>
  )
}
