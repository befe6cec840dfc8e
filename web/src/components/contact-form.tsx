import { Anchor, Button, Group, Stack, TagsInput, Text, Textarea, TextInput } from '@mantine/core'
import { type FormEvent, useState } from 'react'
import { Link } from 'react-router'
import { ApiError, type FieldError } from '../api/client.ts'
import { type Contact, type ContactInput, useCreateContact, useEditContact } from '../api/contacts.ts'
import { variableName } from '../template.ts'
import { type ContactDraft, ContactFields, contactDraftOf, contactInputOf, emptyContact } from './contact-fields.tsx'
import { ContactProperties, type Property } from './contact-properties.tsx'
import { toastDone, toastError } from './toasts.ts'

/** Somebody of the address book as a person types them. */
interface Draft extends ContactDraft {
  name: string
  email: string
  /** One a line, in the order to try. */
  phones: string
  tags: string[]
  properties: Property[]
  external_id: string
}

const EMPTY: Draft = { name: '', email: '', phones: '', tags: [], properties: [], external_id: '', ...emptyContact }

function draftOf(contact: Contact): Draft {
  return {
    name: contact.name,
    email: contact.email ?? '',
    phones: contact.phones.map((phone) => phone.e164 ?? phone.raw).join('\n'),
    tags: contact.tags,
    properties: Object.entries(contact.properties).map(([name, value], key) => ({ key, name, value })),
    external_id: contact.external_id ?? '',
    ...contactDraftOf(contact),
  }
}

function inputOf(draft: Draft): ContactInput {
  const properties = draft.properties.map(({ name, value }) => [variableName(name), value.trim()] as const)
  return {
    name: draft.name.trim(),
    email: draft.email.trim() || null,
    phones: linesOf(draft.phones),
    tags: draft.tags,
    properties: Object.fromEntries(properties.filter(([name]) => name !== '')),
    external_id: draft.external_id.trim() || null,
    ...contactInputOf(draft),
  }
}

const linesOf = (text: string) =>
  text
    .split('\n')
    .map((line) => line.trim())
    .filter(Boolean)

interface NewProps {
  onDone: (contact: Contact) => void
  onCancel: () => void
}

export function NewContactForm({ onDone, onCancel }: NewProps) {
  const create = useCreateContact()
  return (
    <ContactForm
      name="New contact"
      initial={EMPTY}
      error={create.error}
      busy={create.isPending}
      submit="Create"
      onCancel={onCancel}
      onSubmit={(draft) =>
        create.mutate(inputOf(draft), {
          onSuccess: (contact) => {
            toastDone(`${draft.name.trim() || 'The contact'} is in the address book.`)
            onDone(contact)
          },
          onError: toastError,
        })
      }
    />
  )
}

export function EditContactForm({ contact, onDone }: { contact: Contact; onDone: () => void }) {
  const edit = useEditContact(contact.id)
  // What others change meanwhile is not taken back.
  const [before] = useState(() => draftOf(contact))
  return (
    <ContactForm
      name="Edit the contact"
      initial={before}
      error={edit.error}
      busy={edit.isPending}
      submit="Save"
      hint="What you change here changes in every campaign they are in."
      onCancel={onDone}
      onSubmit={(draft) =>
        edit.mutate(changesOf(inputOf(draft), inputOf(before)), {
          onSuccess: () => {
            toastDone(`${draft.name.trim() || 'The contact'} is saved.`)
            onDone()
          },
          onError: toastError,
        })
      }
    />
  )
}

/** Only what is different: phones that were not touched keep what is known about them. */
function changesOf(next: ContactInput, before: ContactInput): Partial<ContactInput> {
  const names = Object.keys(next) as (keyof ContactInput)[]
  const changed = names.filter((name) => JSON.stringify(next[name]) !== JSON.stringify(before[name]))
  return Object.fromEntries(changed.map((name) => [name, next[name]]))
}

interface FormProps {
  name: string
  initial: Draft
  error: Error | null
  busy: boolean
  submit: string
  hint?: string
  onSubmit: (draft: Draft) => void
  onCancel: () => void
}

function ContactForm({ name, initial, error, busy, submit, hint, onSubmit, onCancel }: FormProps) {
  const [draft, setDraft] = useState(initial)
  const problem = error instanceof ApiError ? error : null
  const at = (pointer: string) => problem?.at(pointer)
  const set = (change: Partial<Draft>) => setDraft((before) => ({ ...before, ...change }))
  function send(event: FormEvent) {
    event.preventDefault()
    onSubmit(draft)
  }
  return (
    <form onSubmit={send} aria-label={name}>
      <Stack gap="sm">
        <TextInput
          label="Name"
          value={draft.name}
          onChange={(event) => set({ name: event.currentTarget.value })}
          error={at('/name')}
          data-autofocus
        />
        <Textarea
          label="Phones"
          description="One on each line, in the order to try; up to ten"
          autosize
          minRows={2}
          value={draft.phones}
          onChange={(event) => set({ phones: event.currentTarget.value })}
          error={phoneErrors(problem?.fields ?? [], linesOf(draft.phones))}
        />
        <Taken error={problem} />
        <Group grow align="flex-start">
          <TextInput
            label="Email"
            type="email"
            value={draft.email}
            onChange={(event) => set({ email: event.currentTarget.value })}
            error={at('/email')}
          />
          <TextInput
            label="External id"
            description="What your CRM calls them"
            inputWrapperOrder={['label', 'input', 'description', 'error']}
            value={draft.external_id}
            onChange={(event) => set({ external_id: event.currentTarget.value })}
            error={at('/external_id')}
          />
        </Group>
        <TagsInput
          label="Tags"
          placeholder={draft.tags.length === 0 ? 'Type one, then Enter' : undefined}
          value={draft.tags}
          onChange={(tags) => set({ tags })}
          acceptValueOnBlur
          error={at('/tags') ?? problem?.fields.find(({ pointer }) => pointer.startsWith('/tags/'))?.message}
        />
        <ContactProperties
          properties={draft.properties}
          onChange={(properties) => set({ properties })}
          fields={problem?.fields ?? []}
        />
        <ContactFields draft={draft} onChange={set} fields={problem?.fields ?? []} />
        {hint && (
          <Text size="sm" c="dimmed">
            {hint}
          </Text>
        )}
        <Group justify="flex-end">
          <Button variant="default" onClick={onCancel}>
            Leave it
          </Button>
          <Button type="submit" loading={busy}>
            {submit}
          </Button>
        </Group>
      </Stack>
    </form>
  )
}

function phoneErrors(fields: FieldError[], lines: string[]): string {
  return fields
    .filter(({ pointer }) => pointer.startsWith('/phones'))
    .map(({ pointer, message }) => `${lines[Number(pointer.split('/')[2])] ?? ''} ${message}`.trim())
    .join('; ')
}

/** Whose it is already: the two may be one person. */
function Taken({ error }: { error: ApiError | null }) {
  const id = error?.details.contact_id
  if (typeof id !== 'string') return null
  return (
    <Text size="sm">
      <Anchor component={Link} to={`/contacts/${id}`} inherit>
        See the contact who has it
      </Anchor>
      . If they are the same person, merge the two.
    </Text>
  )
}
