import { Button, Group, List, Stack, Text, TextInput } from '@mantine/core'
import { modals } from '@mantine/modals'
import { type FormEvent, useState } from 'react'
import type { Campaign } from '../api/campaigns.ts'
import { countOf } from '../format.ts'

/** Deleting needs the name typed, and says what goes and what stays. */
export function DeleteCampaignForm({ campaign, onDelete }: { campaign: Campaign; onDelete: () => Promise<void> }) {
  const [typed, setTyped] = useState('')
  const [busy, setBusy] = useState(false)
  const matches = typed.trim() === campaign.name.trim()
  async function submit(event: FormEvent) {
    event.preventDefault()
    if (!matches) return
    setBusy(true)
    try {
      await onDelete()
      modals.closeAll()
    } catch {
      setBusy(false)
    }
  }
  return (
    <form onSubmit={submit}>
      <Stack>
        <Text size="sm">This cannot be undone. It deletes</Text>
        <List size="sm">
          <List.Item>the campaign with all its settings and goals</List.Item>
          <List.Item>{countOf(campaign.counts?.total ?? 0, 'lead')} with their status and variables</List.Item>
        </List>
        <Text size="sm">Contacts, conversations and the proof of every call stay in the call history.</Text>
        <TextInput
          label={`Type “${campaign.name}” to delete it`}
          value={typed}
          onChange={(event) => setTyped(event.currentTarget.value)}
          data-autofocus
          autoComplete="off"
        />
        <Group justify="flex-end">
          <Button variant="default" onClick={() => modals.closeAll()}>
            Keep it
          </Button>
          <Button type="submit" color="red" disabled={!matches} loading={busy}>
            Delete the campaign
          </Button>
        </Group>
      </Stack>
    </form>
  )
}
