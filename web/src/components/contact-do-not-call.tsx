import { Button, Checkbox, Group, Stack, Text, TextInput } from '@mantine/core'
import { modals } from '@mantine/modals'
import { useQueryClient } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import { type Contact, contactKey } from '../api/contacts.ts'
import { useAddSuppression } from '../api/suppressions.ts'
import { formatPhone } from '../format.ts'
import { toastDone, toastError } from './toasts.ts'

export function askDoNotCall(contact: Contact): void {
  modals.open({
    title: `Never call ${contact.name || 'this person'} again?`,
    closeButtonProps: { 'aria-label': 'Close' },
    children: <DoNotCallForm contact={contact} />,
  })
}

/** Every phone of somebody onto the do-not-call list, and the email when they said so. */
function DoNotCallForm({ contact }: { contact: Contact }) {
  const client = useQueryClient()
  const add = useAddSuppression()
  const [reason, setReason] = useState('')
  const [withEmail, setWithEmail] = useState(false)
  const [busy, setBusy] = useState(false)
  const phones = contact.phones.flatMap(({ e164, state }) => (e164 && state !== 'suppressed' ? [e164] : []))
  async function submit(event: FormEvent) {
    event.preventDefault()
    setBusy(true)
    try {
      for (const phone of phones) await add.mutateAsync({ phone, channel: 'all', reason: reason.trim() })
      if (withEmail && contact.email) await add.mutateAsync({ email: contact.email, reason: reason.trim() })
      modals.closeAll()
      toastDone(`${contact.name || 'This person'} will not be called again.`)
    } catch (error) {
      toastError(error)
    }
    setBusy(false)
    await client.invalidateQueries({ queryKey: contactKey(contact.id) })
  }
  return (
    <form onSubmit={submit}>
      <Stack>
        <Text size="sm">
          {phones.length > 0
            ? `${phones.map(formatPhone).join(' and ')} will be suppressed for the whole organization, in every campaign.`
            : 'All their phones are suppressed already.'}{' '}
          Taking it back needs a reason on the Suppressions page.
        </Text>
        <TextInput
          label="Reason"
          description="How they said so"
          required
          value={reason}
          onChange={(event) => setReason(event.currentTarget.value)}
          data-autofocus
        />
        {contact.email && (
          <Checkbox
            label={`They do not want mail at ${contact.email}, either`}
            checked={withEmail}
            onChange={(event) => setWithEmail(event.currentTarget.checked)}
          />
        )}
        <Group justify="flex-end">
          <Button variant="default" onClick={() => modals.closeAll()}>
            Keep calling
          </Button>
          <Button
            type="submit"
            color="red"
            loading={busy}
            disabled={reason.trim() === '' || (phones.length === 0 && !withEmail)}
          >
            Do not call
          </Button>
        </Group>
      </Stack>
    </form>
  )
}
