import { Alert, Anchor, Button, Group, Stack, Switch, Text } from '@mantine/core'
import { modals } from '@mantine/modals'
import { IconRefresh } from '@tabler/icons-react'
import type { Campaign } from '../api/campaigns.ts'
import { ApiError } from '../api/client.ts'
import { type Mailbox, type MailboxInput, useMailbox, useRotateMailbox, useSaveMailbox } from '../api/mailbox.ts'
import { useSandboxClock } from '../api/product-clock.ts'
import { MailboxColumns } from './mailbox-columns.tsx'
import { MailList } from './mailbox-mails.tsx'
import { MailboxSenders } from './mailbox-senders.tsx'
import { ErrorState, Loading } from './states.tsx'
import { toastDone, toastError } from './toasts.ts'
import { CopyCode } from './ways-in-code.tsx'

/** The address to which lists for this campaign are mailed: who may, what their columns are, and what came. */
export function MailboxSetup({ campaign }: { campaign: Campaign }) {
  const query = useMailbox(campaign.id)
  const save = useSaveMailbox(campaign.id)
  if (query.isPending) return <Loading rows={3} />
  if (!query.data) return <ErrorState error={query.error} onRetry={() => query.refetch()} />
  const mailbox = query.data
  const isSetUp = mailbox.address !== null
  /** Says what the API found wrong with the senders; everything else it refuses is a message. */
  async function change(part: Partial<MailboxInput>, done: string): Promise<string | null> {
    const { senders, mapping, headers } = mailbox
    const input = { enabled: isSetUp ? mailbox.enabled : true, senders, mapping, headers, ...part }
    // Somebody has to be able to send lists, or none are taken.
    if (input.senders.length === 0) input.enabled = false
    try {
      await save.mutateAsync(input)
      toastDone(done)
      return null
    } catch (error) {
      const problem = error instanceof ApiError && error.fields.find((it) => it.pointer.startsWith('/senders'))
      if (!problem) toastError(error)
      return problem ? problem.message : ''
    }
  }
  return (
    <Stack gap="lg">
      {isSetUp ? (
        <Address
          mailbox={mailbox}
          campaignId={campaign.id}
          onSwitch={(enabled, done) => void change({ enabled }, done)}
        />
      ) : (
        <Text size="sm">
          This campaign can have an address of its own: a list that is mailed to it is imported by itself, and whoever
          sent it gets an answer with the result. Say first who may send lists; the address is made then.
        </Text>
      )}
      <MailboxSenders
        senders={mailbox.senders}
        busy={save.isPending}
        onChange={(senders, done) => change({ senders }, done)}
      />
      {isSetUp && (
        <>
          <MailboxColumns campaign={campaign} mailbox={mailbox} busy={save.isPending} onChange={change} />
          <MailList campaignId={campaign.id} />
        </>
      )}
    </Stack>
  )
}

function Address(props: { mailbox: Mailbox; campaignId: string; onSwitch: (enabled: boolean, done: string) => void }) {
  const { mailbox, campaignId, onSwitch } = props
  const rotate = useRotateMailbox(campaignId)
  const sandbox = useSandboxClock()
  function askRotate() {
    modals.openConfirmModal({
      title: 'Make a new address?',
      children: (
        <Text size="sm">
          The old address stops at once: whatever is still mailed to it, also by programs and rules that forward, is not
          imported, and nobody is told. Everybody who sends lists needs the new one.
        </Text>
      ),
      labels: { confirm: 'Make a new address', cancel: 'Keep the old one' },
      confirmProps: { color: 'red' },
      onConfirm: () =>
        rotate.mutate(undefined, { onSuccess: () => toastDone('The address is a new one now.'), onError: toastError }),
    })
  }
  return (
    <Stack gap="xs" component="section" aria-label="Address">
      <Group justify="space-between">
        <Text component="h3" size="sm" fw={600} m={0}>
          The address
        </Text>
        <Switch
          label={mailbox.enabled ? 'Lists are taken' : 'Switched off'}
          checked={mailbox.enabled}
          disabled={mailbox.senders.length === 0}
          onChange={({ currentTarget: { checked } }) =>
            onSwitch(checked, checked ? 'Lists are taken by email.' : 'Lists are not taken by email any more.')
          }
        />
      </Group>
      <CopyCode text={mailbox.address ?? ''} label="The address of this campaign" />
      {!mailbox.enabled && (
        <Alert color="orange" variant="outline" py="xs">
          While it is switched off, mails to this address are refused.
        </Alert>
      )}
      {mailbox.no_replies && (
        <Alert variant="default" py="xs">
          Senders are not answered: {mailbox.no_replies}
        </Alert>
      )}
      <Group justify="space-between" align="flex-start" gap="sm">
        <Text size="xs" c="dimmed" maw={520}>
          CSV, Excel or a zip with lists, as attachments. A mail counts only when its sender is named below and their
          provider vouches for it (DKIM, SPF or DMARC).{' '}
          {sandbox && (
            <>
              Here, the <Anchor href="/sandbox/">sandbox page</Anchor> delivers mails.
            </>
          )}
        </Text>
        <Button
          size="compact-sm"
          variant="default"
          leftSection={<IconRefresh size={14} aria-hidden />}
          loading={rotate.isPending}
          onClick={askRotate}
        >
          New address
        </Button>
      </Group>
    </Stack>
  )
}
