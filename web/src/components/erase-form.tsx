import { Alert, Button, Group, List, Progress, Stack, Text, Textarea, TextInput } from '@mantine/core'
import { modals } from '@mantine/modals'
import { type FormEvent, useState } from 'react'
import { type Contact, type ContactWithLeads, type Erasure, useEraseContact, useErasure } from '../api/contacts.ts'
import { countOf } from '../format.ts'
import { emptiedText } from '../history-words.ts'
import { nameOf } from './contact-columns.tsx'
import { ErrorState } from './states.tsx'
import { toastError } from './toasts.ts'

export function askErase(contact: ContactWithLeads): void {
  modals.open({
    title: `Erase ${nameOf(contact)}?`,
    size: 'lg',
    closeButtonProps: { 'aria-label': 'Close' },
    children: <EraseForm contact={contact} />,
  })
}

/** The request of a person to be forgotten: says what will be lost, asks, and shows how far it is. */
function EraseForm({ contact }: { contact: ContactWithLeads }) {
  const erase = useEraseContact(contact.id)
  const [reason, setReason] = useState('')
  const [typed, setTyped] = useState('')
  if (erase.data) return <EraseProgress id={erase.data.id} contact={contact} />
  const word = contact.name.trim() || 'erase'
  const matches = typed.trim() === word || typed.trim().toLowerCase() === 'erase'
  function submit(event: FormEvent) {
    event.preventDefault()
    if (matches && reason.trim()) erase.mutate(reason.trim(), { onError: toastError })
  }
  return (
    <form onSubmit={submit}>
      <Stack>
        <Text size="sm">This is for somebody who asks to be forgotten, and cannot be undone. It deletes</Text>
        <List size="sm">
          <List.Item>
            name, {countOf(contact.phones.length, 'phone')}, email, address, tags, properties and consent
          </List.Item>
          <List.Item>
            what was said with them: transcripts, recordings, summaries and texts
            {contact.leads.length > 0 && `, in ${countOf(contact.leads.length, 'campaign')}`}
          </List.Item>
          <List.Item>the lists they came in with, as files; who else was in them stays</List.Item>
        </List>
        <Text size="sm">
          They are not called any more. What stays: their phones on the do-not-call list, so that they are not added and
          called anew, and the place of each call in the proof chain, without who it was. Take an export first if you
          must be able to say what you held.
        </Text>
        <Textarea
          label="Reason"
          description="Who asked for it, when, and how; kept with the erasure, so leave the person's own data out of it"
          required
          autosize
          minRows={2}
          maxLength={500}
          value={reason}
          onChange={(event) => setReason(event.currentTarget.value)}
          data-autofocus
        />
        <TextInput
          label={`Type “${word}” to erase them`}
          value={typed}
          onChange={(event) => setTyped(event.currentTarget.value)}
          autoComplete="off"
        />
        <Group justify="flex-end">
          <Button variant="default" onClick={() => modals.closeAll()}>
            Keep them
          </Button>
          <Button type="submit" color="red" disabled={!matches || reason.trim() === ''} loading={erase.isPending}>
            Erase for good
          </Button>
        </Group>
      </Stack>
    </form>
  )
}

function EraseProgress({ id, contact }: { id: string; contact: Contact }) {
  const query = useErasure(id, contact.id)
  const over = query.data?.status === 'completed' ? query.data : null
  if (query.isError && !query.data) return <ErrorState error={query.error} onRetry={() => query.refetch()} />
  return (
    <Stack aria-live="polite">
      <Text fw={600}>{over ? 'Erased' : 'Erasing'}</Text>
      <Progress value={100} animated={!over} color={over ? 'green' : 'sun'} aria-label="Erasure" />
      {over ? (
        <Done erasure={over} />
      ) : (
        <Text size="sm" c="dimmed">
          Recordings and lists are deleted one by one. You can close this; it goes on.
        </Text>
      )}
      <Group justify="flex-end">
        <Button onClick={() => modals.closeAll()}>{over ? 'Done' : 'Close'}</Button>
      </Group>
    </Stack>
  )
}

/** What was done, and what a person still has to do. */
function Done({ erasure }: { erasure: Erasure }) {
  return (
    <>
      <Text size="sm" role="status">
        Emptied or deleted: {emptiedText(erasure)}. Nothing of them is left but the suppression of their phones and
        email.
      </Text>
      {erasure.recordings_left.length > 0 && (
        <Alert
          color="orange"
          variant="outline"
          title="To be deleted at the carrier by hand"
          styles={{ title: { color: 'var(--mantine-color-text)' } }}
        >
          <List size="sm">
            {erasure.recordings_left.map((address) => (
              <List.Item key={address} style={{ overflowWrap: 'anywhere' }}>
                {address}
              </List.Item>
            ))}
          </List>
        </Alert>
      )}
    </>
  )
}
