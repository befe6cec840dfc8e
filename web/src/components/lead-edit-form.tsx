import { Button, Group, Stack, Text } from '@mantine/core'
import { type FormEvent, useState } from 'react'
import { ApiError } from '../api/client.ts'
import { type Lead, type LeadInput, useEditLead } from '../api/leads.ts'
import { draftOf, inputOf, LeadFields } from './lead-fields.tsx'
import { toastDone, toastError } from './toasts.ts'

/** Corrects a lead; a skipped one that can be called then goes back to the queue. */
export function LeadEditForm({ lead, campaignId, onDone }: { lead: Lead; campaignId: string; onDone: () => void }) {
  const edit = useEditLead(campaignId)
  const [draft, setDraft] = useState(() => draftOf(lead))
  const problem = edit.error instanceof ApiError ? edit.error : null
  function submit(event: FormEvent) {
    event.preventDefault()
    const changes = changesOf(inputOf(draft), inputOf(draftOf(lead)))
    edit.mutate(
      { id: lead.id, changes },
      {
        onSuccess: () => {
          toastDone(`${draft.name || 'The lead'} is saved.`)
          onDone()
        },
        onError: toastError,
      },
    )
  }
  return (
    <form onSubmit={submit} aria-label="Edit the lead">
      <Stack gap="sm">
        <LeadFields
          draft={draft}
          onChange={(change) => setDraft((before) => ({ ...before, ...change }))}
          fields={problem?.fields ?? []}
        />
        <Text size="sm" c="dimmed">
          Everything but the priority is the contact's and changes in every campaign.
        </Text>
        <Group justify="flex-end">
          <Button variant="default" onClick={onDone}>
            Leave it
          </Button>
          <Button type="submit" loading={edit.isPending}>
            Save
          </Button>
        </Group>
      </Stack>
    </form>
  )
}

/** Only what is different: a list of phones that was not touched keeps what is known about them. */
function changesOf(next: LeadInput, before: LeadInput): Partial<LeadInput> {
  const names = Object.keys(next) as (keyof LeadInput)[]
  const changed = names.filter((name) => JSON.stringify(next[name]) !== JSON.stringify(before[name]))
  return Object.fromEntries(changed.map((name) => [name, next[name]]))
}
