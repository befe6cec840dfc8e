import { Group, Select, Textarea, TextInput } from '@mantine/core'
import type { Lead, LeadInput } from '../api/leads.ts'
import { type ContactDraft, ContactFields, contactDraftOf, contactInputOf, emptyContact } from './contact-fields.tsx'

/** A lead as a person types it. */
export interface LeadDraft extends ContactDraft {
  name: string
  email: string
  /** One a line, in the order to try. */
  phones: string
  priority: Lead['priority']
}

export const emptyLead: LeadDraft = { name: '', email: '', phones: '', priority: 'normal', ...emptyContact }

export function draftOf(lead: Lead): LeadDraft {
  const phones = lead.phones.map((phone) => phone.e164 ?? phone.raw).join('\n')
  return { name: lead.name, email: lead.email ?? '', phones, priority: lead.priority, ...contactDraftOf(lead) }
}

export function inputOf(draft: LeadDraft): LeadInput {
  const phones = draft.phones.split('\n').map((line) => line.trim())
  return {
    name: draft.name.trim(),
    email: draft.email.trim() || null,
    phones: phones.filter(Boolean),
    priority: draft.priority,
    ...contactInputOf(draft),
  }
}

interface Props {
  draft: LeadDraft
  onChange: (change: Partial<LeadDraft>) => void
  /** What the API found wrong, such as `/phones/1`. */
  fields: { pointer: string; message: string }[]
}

export function LeadFields({ draft, onChange, fields }: Props) {
  const error = (pointer: string) => fields.find((field) => field.pointer === pointer)?.message
  const phones = fields.filter((field) => field.pointer.startsWith('/phones'))
  const lines = inputOf(draft).phones
  return (
    <>
      <TextInput
        label="Name"
        value={draft.name}
        onChange={(event) => onChange({ name: event.currentTarget.value })}
        error={error('/name')}
        data-autofocus
      />
      <Textarea
        label="Phones"
        description="One on each line, in the order to try; up to ten"
        autosize
        minRows={2}
        value={draft.phones}
        onChange={(event) => onChange({ phones: event.currentTarget.value })}
        error={phones.map((field) => `${lines[Number(field.pointer.split('/')[2])] ?? ''} ${field.message}`).join('; ')}
      />
      <Group grow align="flex-start">
        <TextInput
          label="Email"
          type="email"
          value={draft.email}
          onChange={(event) => onChange({ email: event.currentTarget.value })}
          error={error('/email')}
        />
        <Select
          label="Priority"
          data={[
            { value: 'high', label: 'High' },
            { value: 'normal', label: 'Normal' },
            { value: 'low', label: 'Low' },
          ]}
          value={draft.priority}
          onChange={(next) => next && onChange({ priority: next as Lead['priority'] })}
          allowDeselect={false}
        />
      </Group>
      <ContactFields draft={draft} onChange={onChange} fields={fields} />
    </>
  )
}
