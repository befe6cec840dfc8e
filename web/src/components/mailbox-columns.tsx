import { Button, Code, Group, Stack, Text } from '@mantine/core'
import { modals } from '@mantine/modals'
import { useState } from 'react'
import type { Campaign } from '../api/campaigns.ts'
import type { ColumnMapping, ColumnTarget } from '../api/imports.ts'
import type { Mailbox, MailboxInput } from '../api/mailbox.ts'
import { targetLabel } from '../import-words.ts'
import { useListDraft, wholeMapping } from './import-draft.ts'
import { ImportReview, isReady } from './import-review.tsx'

interface Props {
  campaign: Campaign
  mailbox: Mailbox
  busy: boolean
  /** Resolves to null when it is saved. */
  onChange: (part: Pick<MailboxInput, 'mapping' | 'headers'>, done: string) => Promise<string | null>
}

/** What the columns of mailed lists are: guessed anew each time, or settled with a sample. */
export function MailboxColumns({ campaign, mailbox, busy, onChange }: Props) {
  const [choosing, setChoosing] = useState(false)
  const draft = useListDraft(() => Promise.resolve(campaign.id))
  const { preview } = draft
  function stop() {
    setChoosing(false)
    draft.clear()
  }
  async function settle() {
    if (!preview) return
    const headers = preview.columns.map((it) => it.header)
    const part = { headers, mapping: wholeMapping(preview, draft.mapping) }
    if ((await onChange(part, 'Mailed lists are read like this one.')) === null) stop()
  }
  function askForget() {
    modals.openConfirmModal({
      title: 'Guess the columns of each list?',
      children: <Text size="sm">Lists with other headings are taken then, and nobody looks at what was guessed.</Text>,
      labels: { confirm: 'Guess them', cancel: 'Keep the sample' },
      onConfirm: () => void onChange({ headers: null, mapping: null }, 'The columns of each list are guessed.'),
    })
  }
  return (
    <Stack gap="xs" component="section" aria-label="Columns of mailed lists">
      <Text component="h3" size="sm" fw={600} m={0}>
        Their columns
      </Text>
      {mailbox.headers ? (
        <>
          <Text size="sm">Every list must have the headings of the sample; one with others is refused.</Text>
          <Settled headers={mailbox.headers} mapping={mailbox.mapping ?? {}} />
        </>
      ) : (
        <Text size="sm" c="dimmed">
          They are guessed from the headings of each list. With a sample you settle them once; a list with other
          headings is refused then, and its sender told.
        </Text>
      )}
      {choosing ? (
        <>
          <ImportReview
            draft={draft}
            agentId={campaign.agent_id}
            hint="A list as it will be mailed. Nothing of it is imported."
          />
          <Group justify="flex-end">
            <Button variant="default" onClick={stop}>
              Not now
            </Button>
            <Button onClick={settle} disabled={!isReady(draft)} loading={busy}>
              Read mailed lists like this
            </Button>
          </Group>
        </>
      ) : (
        <Group gap="xs">
          <Button size="xs" variant="default" onClick={() => setChoosing(true)}>
            {mailbox.headers ? 'Use another sample' : 'Use a sample'}
          </Button>
          {mailbox.headers && (
            <Button size="xs" variant="subtle" color="gray" onClick={askForget}>
              Guess them instead
            </Button>
          )}
        </Group>
      )}
    </Stack>
  )
}

function Settled({ headers, mapping }: { headers: string[]; mapping: ColumnMapping }) {
  const labelOf = (target: ColumnTarget | undefined) => (target === undefined ? 'guessed' : targetLabel(target))
  return (
    <Group gap={6} role="list" aria-label="Headings of the sample">
      {headers.map((header, i) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: two columns may have the same name
        <Code key={i} role="listitem">
          {header || '(no heading)'} → {labelOf(mapping[header])}
        </Code>
      ))}
    </Group>
  )
}
