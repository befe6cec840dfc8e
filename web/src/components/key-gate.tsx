import { Button, Center, Paper, PasswordInput, Stack, Text, Title } from '@mantine/core'
import { useQueryClient } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import { saveApiKey } from '../api/key.ts'
import { Mark } from './mark.tsx'

/** Shown in place of everything when the API does not know the key. */
export function KeyGate() {
  const client = useQueryClient()
  const [key, setKey] = useState('')
  function submit(event: FormEvent) {
    event.preventDefault()
    if (!key.trim()) return
    client.clear()
    saveApiKey(key.trim())
  }
  return (
    <Center component="main" mih="100dvh" p="md">
      <Paper className="surface" p="xl" w={420} maw="100%">
        <form onSubmit={submit}>
          <Stack>
            <Mark size={40} />
            <Title order={1}>Enter your API key</Title>
            <Text size="sm" c="dimmed">
              Sundial did not accept the key this browser has. It is kept in this browser only.
            </Text>
            <PasswordInput
              label="API key"
              autoComplete="off"
              value={key}
              onChange={(event) => setKey(event.currentTarget.value)}
              required
              data-autofocus
            />
            <Button type="submit">Continue</Button>
          </Stack>
        </form>
      </Paper>
    </Center>
  )
}
