import { ActionIcon, Alert, Button, Drawer, Group, Menu, Modal, Stack, Switch, Text } from '@mantine/core'
import { modals } from '@mantine/modals'
import {
  IconDots,
  IconKey,
  IconList,
  IconPencil,
  IconPlus,
  IconSend,
  IconTrash,
  IconWebhook,
} from '@tabler/icons-react'
import { useState } from 'react'
import { useNow } from '../api/product-clock.ts'
import {
  useDeleteEndpoint,
  useRotateSecret,
  useTestEndpoint,
  useUpdateEndpoint,
  useWebhookEndpoints,
  type WebhookEndpoint,
} from '../api/webhooks.ts'
import { countOf, formatAgo } from '../format.ts'
import type { Word } from '../words.ts'
import { Empty, ErrorState, Loading } from './states.tsx'
import { toastDone, toastError } from './toasts.ts'
import { WebhookDeliveries } from './webhook-deliveries.tsx'
import { WebhookForm } from './webhook-form.tsx'
import { WebhookSecret } from './webhook-secret.tsx'
import { WordBadge } from './word-badge.tsx'

const CLOSE = { 'aria-label': 'Close' }
const FINE: Word = { label: 'On', color: 'green' }
const FAILING: Word = { label: 'Failing', color: 'orange', meaning: 'Nothing arrives there; it is tried again' }
const OFF: Word = { label: 'Off', color: 'gray', meaning: 'It is told nothing, and misses what happens' }

/** Where this organization is told what happens. */
export function WebhookEndpoints() {
  const endpoints = useWebhookEndpoints()
  const [editing, setEditing] = useState<WebhookEndpoint | 'new' | null>(null)
  const [secret, setSecret] = useState<string | null>(null)
  const [shownId, setShownId] = useState<string | null>(null)
  const shown = endpoints.data?.find((it) => it.id === shownId) ?? null
  const add = (
    <Button leftSection={<IconPlus size={16} aria-hidden />} onClick={() => setEditing('new')}>
      Add an endpoint
    </Button>
  )
  return (
    <section className="surface" aria-label="Webhooks">
      <Group justify="space-between" p="md" align="flex-start">
        <Stack gap={2} maw={620}>
          <Text component="h2" fw={600} m={0}>
            Webhooks
          </Text>
          <Text size="sm" c="dimmed">
            What happens is sent to these addresses as it happens: signed, at least once, tried again for three days.
          </Text>
        </Stack>
        {endpoints.data && endpoints.data.length > 0 && add}
      </Group>
      {endpoints.isPending ? (
        <Loading rows={3} />
      ) : !endpoints.data ? (
        <ErrorState error={endpoints.error} onRetry={() => endpoints.refetch()} />
      ) : endpoints.data.length === 0 ? (
        <Empty icon={<IconWebhook />} title="Nobody is told yet" action={add}>
          Add the address of your CRM or your own service, and it hears of every call, opt-out and pause.
        </Empty>
      ) : (
        <Stack gap={0} role="list" aria-label="Webhook endpoints">
          {endpoints.data.map((it) => (
            <Endpoint
              key={it.id}
              endpoint={it}
              onEdit={() => setEditing(it)}
              onShow={() => setShownId(it.id)}
              onSecret={setSecret}
            />
          ))}
        </Stack>
      )}
      <Modal
        opened={editing !== null}
        onClose={() => setEditing(null)}
        title={editing === 'new' ? 'Add an endpoint' : 'Edit the endpoint'}
        closeButtonProps={CLOSE}
      >
        {editing && (
          <WebhookForm
            endpoint={editing === 'new' ? null : editing}
            onCreated={(made) => {
              setEditing(null)
              setSecret(made.secret)
            }}
            onDone={() => setEditing(null)}
          />
        )}
      </Modal>
      <Modal
        opened={secret !== null}
        onClose={() => setSecret(null)}
        title="The signing secret"
        closeOnClickOutside={false}
        closeButtonProps={CLOSE}
      >
        {secret !== null && <WebhookSecret secret={secret} onDone={() => setSecret(null)} />}
      </Modal>
      <Drawer
        opened={shown !== null}
        onClose={() => setShownId(null)}
        position="right"
        size="lg"
        title={shown ? `Deliveries to ${hostOf(shown)}` : ''}
        closeButtonProps={CLOSE}
      >
        {shown && <WebhookDeliveries endpoint={shown} />}
      </Drawer>
    </section>
  )
}

function Endpoint(props: {
  endpoint: WebhookEndpoint
  onEdit: () => void
  onShow: () => void
  onSecret: (secret: string) => void
}) {
  const { endpoint, onEdit, onShow, onSecret } = props
  const now = useNow(10_000)
  const update = useUpdateEndpoint()
  const test = useTestEndpoint()
  const remove = useDeleteEndpoint()
  const rotate = useRotateSecret()
  const host = hostOf(endpoint)
  const word = !endpoint.enabled ? OFF : endpoint.failing_since ? FAILING : FINE
  function sendTest() {
    test.mutate(endpoint.id, {
      onSuccess: ({ state, last_status, last_error }) => {
        if (state === 'delivered') toastDone(`${host} has it (HTTP ${last_status}).`)
        else toastError(new Error(`The test did not arrive: ${last_error}.`))
      },
      onError: toastError,
    })
  }
  function askRotate() {
    modals.openConfirmModal({
      title: 'Make a new secret?',
      children: (
        <Text size="sm">
          The old secret signs beside the new one for 24 hours. Receivers that do not know the new one by then refuse
          what is sent.
        </Text>
      ),
      labels: { confirm: 'Make a new secret', cancel: 'Keep the old one' },
      onConfirm: () => rotate.mutate(endpoint.id, { onSuccess: (it) => onSecret(it.secret), onError: toastError }),
    })
  }
  function askDelete() {
    modals.openConfirmModal({
      title: `Delete ${host}?`,
      children: <Text size="sm">Nothing more is sent there. Its deliveries go with it, also those that wait.</Text>,
      labels: { confirm: 'Delete the endpoint', cancel: 'Keep it' },
      confirmProps: { color: 'red' },
      onConfirm: () =>
        remove.mutate(endpoint.id, { onSuccess: () => toastDone('The endpoint is deleted.'), onError: toastError }),
    })
  }
  return (
    <Stack gap="xs" p="md" role="listitem" style={{ borderTop: '1px solid var(--mantine-color-default-border)' }}>
      <Group justify="space-between" align="flex-start" gap="sm">
        <Stack gap={2} miw={{ base: '100%', xs: 0 }} flex={1}>
          <Group gap="xs">
            <Text fw={600} size="sm" style={{ overflowWrap: 'anywhere' }}>
              {endpoint.url}
            </Text>
            <WordBadge word={word} />
          </Group>
          <Text size="xs" c="dimmed">
            {[endpoint.description, toldOf(endpoint)].filter(Boolean).join(' · ')}
          </Text>
        </Stack>
        <Group gap="xs" wrap="nowrap">
          <Switch
            checked={endpoint.enabled}
            aria-label={`Tell ${host}`}
            onChange={(event) =>
              update.mutate(
                { id: endpoint.id, input: { enabled: event.currentTarget.checked } },
                { onError: toastError },
              )
            }
          />
          <Button
            size="xs"
            variant="default"
            leftSection={<IconSend size={14} aria-hidden />}
            loading={test.isPending}
            onClick={sendTest}
          >
            Test
          </Button>
          <Button size="xs" variant="default" leftSection={<IconList size={14} aria-hidden />} onClick={onShow}>
            Deliveries
          </Button>
          <Menu position="bottom-end">
            <Menu.Target>
              <ActionIcon variant="subtle" color="gray" aria-label={`More for ${host}`}>
                <IconDots size={17} />
              </ActionIcon>
            </Menu.Target>
            <Menu.Dropdown>
              <Menu.Item leftSection={<IconPencil size={15} aria-hidden />} onClick={onEdit}>
                Edit
              </Menu.Item>
              <Menu.Item leftSection={<IconKey size={15} aria-hidden />} onClick={askRotate}>
                New secret
              </Menu.Item>
              <Menu.Item color="red" leftSection={<IconTrash size={15} aria-hidden />} onClick={askDelete}>
                Delete
              </Menu.Item>
            </Menu.Dropdown>
          </Menu>
        </Group>
      </Group>
      {endpoint.disabled_reason && (
        <Alert color="orange" variant="outline" py="xs" title="It was switched off by itself">
          {endpoint.disabled_reason} Switch it on when it is well again: what waited is sent then.
        </Alert>
      )}
      {endpoint.enabled && endpoint.failing_since && (
        <Alert color="orange" variant="outline" py="xs">
          It began to fail {formatAgo(endpoint.failing_since, now)}. Its deliveries say why.
        </Alert>
      )}
    </Stack>
  )
}

const hostOf = ({ url }: WebhookEndpoint): string => new URL(url).host

function toldOf({ events }: WebhookEndpoint): string {
  if (events.length === 0) return 'Everything'
  return events.length > 3 ? countOf(events.length, 'event') : events.join(', ')
}
