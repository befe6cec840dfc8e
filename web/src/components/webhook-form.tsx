import { Button, Checkbox, Group, Radio, Stack, Text, TextInput } from '@mantine/core'
import { type FormEvent, useState } from 'react'
import { ApiError } from '../api/client.ts'
import {
  EVENT_TYPES,
  useCreateEndpoint,
  useUpdateEndpoint,
  type WebhookEndpoint,
  type WebhookEndpointWithSecret,
} from '../api/webhooks.ts'
import { toastDone, toastError } from './toasts.ts'

/** Adds an endpoint or changes one. */
export function WebhookForm(props: {
  endpoint: WebhookEndpoint | null
  onCreated: (endpoint: WebhookEndpointWithSecret) => void
  onDone: () => void
}) {
  const { endpoint, onCreated, onDone } = props
  const create = useCreateEndpoint()
  const update = useUpdateEndpoint()
  const [url, setUrl] = useState(endpoint?.url ?? '')
  const [description, setDescription] = useState(endpoint?.description ?? '')
  const [events, setEvents] = useState(endpoint?.events ?? [])
  const [scope, setScope] = useState(endpoint && endpoint.events.length > 0 ? 'some' : 'all')
  const error = create.error ?? update.error
  const problem = error instanceof ApiError ? error : null
  function submit(event: FormEvent) {
    event.preventDefault()
    const input = { url: url.trim(), description, events: scope === 'all' ? [] : events }
    if (!endpoint) return create.mutate(input, { onSuccess: onCreated, onError: toastError })
    update.mutate(
      { id: endpoint.id, input },
      {
        onSuccess: () => {
          toastDone('The endpoint is saved.')
          onDone()
        },
        onError: toastError,
      },
    )
  }
  return (
    <form onSubmit={submit}>
      <Stack>
        <TextInput
          label="Address"
          description="An https address that can be reached from the internet"
          placeholder="https://hooks.example.com/sundial"
          type="url"
          required
          value={url}
          onChange={(event) => setUrl(event.currentTarget.value)}
          error={problem?.at('/url')}
        />
        <TextInput
          label="Description"
          maxLength={200}
          value={description}
          onChange={(event) => setDescription(event.currentTarget.value)}
          error={problem?.at('/description')}
        />
        <Radio.Group label="What to tell it" value={scope} onChange={setScope}>
          <Stack gap="xs" mt={6}>
            <Radio value="all" label="Everything" />
            <Radio value="some" label="Only some events" />
          </Stack>
        </Radio.Group>
        {scope === 'some' && (
          <Checkbox.Group aria-label="Events" value={events} onChange={setEvents}>
            <Stack gap="xs">
              {EVENT_TYPES.map(({ type, meaning }) => (
                <Checkbox key={type} value={type} label={type} description={meaning} />
              ))}
            </Stack>
          </Checkbox.Group>
        )}
        {scope === 'some' && events.length === 0 && (
          <Text size="sm" c="dimmed">
            Choose at least one event.
          </Text>
        )}
        <Group justify="flex-end">
          <Button variant="default" onClick={onDone}>
            Not now
          </Button>
          <Button
            type="submit"
            loading={create.isPending || update.isPending}
            disabled={scope === 'some' && events.length === 0}
          >
            {endpoint ? 'Save' : 'Add the endpoint'}
          </Button>
        </Group>
      </Stack>
    </form>
  )
}
