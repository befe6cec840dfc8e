import { ActionIcon, Button, Group, Stack, Text, TextInput } from '@mantine/core'
import { modals } from '@mantine/modals'
import { IconPlus, IconX } from '@tabler/icons-react'
import { type FormEvent, useState } from 'react'

interface Props {
  senders: string[]
  busy: boolean
  /** Resolves to null, or to what is wrong with them. */
  onChange: (senders: string[], done: string) => Promise<string | null>
}

const EMAIL = /^[^\s@]+@[^\s@.]+(\.[^\s@.]+)+$/

/** Who may mail lists. */
export function MailboxSenders({ senders, busy, onChange }: Props) {
  const [text, setText] = useState('')
  const [problem, setProblem] = useState<string | null>(null)
  async function add(event: FormEvent) {
    event.preventDefault()
    const sender = text.trim().toLowerCase()
    if (!EMAIL.test(sender)) return setProblem('This is not an email address. Example: jo@example.com')
    if (senders.includes(sender)) return setProblem('They may send lists already.')
    const wrong = await onChange([...senders, sender], `${sender} may send lists.`)
    if (wrong === null) setText('')
    else setProblem(wrong || null)
  }
  function askRemove(sender: string) {
    modals.openConfirmModal({
      title: `Take no more lists of ${sender}?`,
      children: (
        <Text size="sm">What they mailed before stays. Their next mail is not imported, and not answered.</Text>
      ),
      labels: { confirm: 'Take no more', cancel: 'Go on' },
      confirmProps: { color: 'red' },
      onConfirm: () =>
        void onChange(
          senders.filter((it) => it !== sender),
          `${sender} may not send lists any more.`,
        ),
    })
  }
  return (
    <Stack gap="xs" component="section" aria-label="Senders">
      <Text component="h3" size="sm" fw={600} m={0}>
        Who may send lists
      </Text>
      {senders.length === 0 ? (
        <Text size="sm" c="dimmed">
          Nobody yet.
        </Text>
      ) : (
        <Group gap={6} role="list" aria-label="Authorised senders">
          {senders.map((sender) => (
            <Group
              key={sender}
              role="listitem"
              gap={2}
              pl={10}
              wrap="nowrap"
              style={{ border: '1px solid var(--sundial-line)', borderRadius: 99, minWidth: 0 }}
            >
              <Text size="sm" style={{ overflowWrap: 'anywhere' }}>
                {sender}
              </Text>
              <ActionIcon
                variant="subtle"
                color="gray"
                radius="xl"
                aria-label={`Remove ${sender}`}
                onClick={() => askRemove(sender)}
              >
                <IconX size={14} />
              </ActionIcon>
            </Group>
          ))}
        </Group>
      )}
      <form onSubmit={add} noValidate>
        <Group gap="xs" align="flex-start">
          <TextInput
            w={{ base: '100%', xs: 300 }}
            size="sm"
            aria-label="Email of a sender"
            placeholder="jo@example.com"
            type="email"
            maxLength={254}
            value={text}
            onChange={(event) => {
              setText(event.currentTarget.value)
              setProblem(null)
            }}
            error={problem}
          />
          <Button
            type="submit"
            variant="default"
            leftSection={<IconPlus size={15} aria-hidden />}
            loading={busy}
            disabled={text.trim() === ''}
          >
            Add a sender
          </Button>
        </Group>
      </form>
    </Stack>
  )
}
