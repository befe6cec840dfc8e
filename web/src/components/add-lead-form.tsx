import { Alert, Button, Group, Stack, TextInput } from '@mantine/core'
import { type FormEvent, useState } from 'react'
import { ApiError } from '../api/client.ts'
import { type AddedLead, useAddLead } from '../api/leads.ts'
import { plainReason } from '../reasons.ts'
import { emptyLead, inputOf, LeadFields } from './lead-fields.tsx'
import { toastDone, toastError } from './toasts.ts'

/** One person, typed in. */
export function AddLeadForm({ campaignId, onDone }: { campaignId: string; onDone: () => void }) {
  const add = useAddLead(campaignId)
  const [draft, setDraft] = useState(emptyLead)
  const [externalId, setExternalId] = useState('')
  const [problem, setProblem] = useState<string | null>(null)
  const refused = add.error instanceof ApiError ? add.error : null
  const who = draft.name.trim() || 'The person'
  function tell({ result, reasons }: AddedLead) {
    const why = reasons.map(plainReason).join('; ')
    if (result === 'rejected') setProblem(`${who} was not added: ${why || 'a phone or an email is needed'}.`)
    else if (result === 'skipped' || result === 'disqualified') {
      const but = result === 'skipped' ? 'cannot be called' : 'fails the criteria of the campaign'
      toastError(new ApiError(200, { title: `${who} is on the list, but ${but}`, detail: why }))
      onDone()
    } else {
      toastDone(result === 'updated' ? `${who} was on the list already and is updated.` : `${who} is on the list.`)
      onDone()
    }
  }
  function submit(event: FormEvent) {
    event.preventDefault()
    setProblem(null)
    add.mutate({ ...inputOf(draft), external_id: externalId.trim() || null }, { onSuccess: tell, onError: toastError })
  }
  return (
    <form onSubmit={submit} aria-label="Add a lead by hand">
      <Stack gap="sm">
        <LeadFields
          draft={draft}
          onChange={(change) => setDraft((before) => ({ ...before, ...change }))}
          fields={refused?.fields ?? []}
        />
        <TextInput
          label="External id"
          description="What your CRM calls them, if it does"
          maxLength={200}
          value={externalId}
          onChange={(event) => setExternalId(event.currentTarget.value)}
          error={refused?.at('/external_id')}
        />
        {problem && (
          <Alert color="red" variant="outline" role="alert">
            {problem}
          </Alert>
        )}
        <Group justify="flex-end">
          <Button variant="default" onClick={onDone}>
            Not now
          </Button>
          <Button type="submit" loading={add.isPending}>
            Add this person
          </Button>
        </Group>
      </Stack>
    </form>
  )
}
