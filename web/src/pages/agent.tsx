import { Anchor, Breadcrumbs, Button, Grid, Group, NumberInput, Stack, Text, Textarea, TextInput } from '@mantine/core'
import { modals } from '@mantine/modals'
import { type FormEvent, useRef, useState } from 'react'
import { Link, useNavigate, useParams } from 'react-router'
import { type Agent, type AgentInput, useAgents, useDeleteAgent, useSaveAgent } from '../api/agents.ts'
import { ApiError } from '../api/client.ts'
import { AgentDisclosure } from '../components/agent-disclosure.tsx'
import { AgentPreview, VariableList } from '../components/agent-preview.tsx'
import { KillSwitchButton, StoppedAlert } from '../components/kill-switch.tsx'
import { PageHeader } from '../components/page-header.tsx'
import { SettingsSection } from '../components/settings-section.tsx'
import { ErrorState, Loading } from '../components/states.tsx'
import { toastDone, toastError } from '../components/toasts.ts'

const NEW: AgentInput = {
  name: '',
  company: '',
  greeting: 'Hi {{NAME}}, this is … speaking. Do you have a minute?',
  prompt: '',
  voice: 'elevenlabs.rachel',
  language: 'en-US',
  max_call_seconds: 600,
  disclosure: { enabled: true, text: null },
}

export default function AgentPage() {
  const { id = '' } = useParams()
  const agents = useAgents()
  if (id === 'new') return <AgentEditor key="new" agent={null} />
  if (agents.isPending) return <Loading />
  if (!agents.data) return <ErrorState error={agents.error} onRetry={() => agents.refetch()} />
  const agent = agents.data.find((it) => it.id === id)
  if (!agent) return <ErrorState error={new Error('There is no such agent.')} />
  return <AgentEditor key={id} agent={agent} />
}

function AgentEditor({ agent }: { agent: Agent | null }) {
  const navigate = useNavigate()
  const save = useSaveAgent(agent?.id ?? null)
  const remove = useDeleteAgent()
  const [input, setInput] = useState<AgentInput>(() => inputOf(agent))
  const greeting = useRef<HTMLTextAreaElement>(null)
  const prompt = useRef<HTMLTextAreaElement>(null)
  const [focused, setFocused] = useState<'greeting' | 'prompt'>('greeting')
  const problem = save.error instanceof ApiError ? save.error : null
  const set = (part: Partial<AgentInput>) => setInput((before) => ({ ...before, ...part }))

  function insert(variable: string) {
    const field = focused === 'greeting' ? greeting.current : prompt.current
    const text = input[focused]
    const at = field?.selectionStart ?? text.length
    const mark = `{{${variable}}}`
    set({ [focused]: text.slice(0, at) + mark + text.slice(field?.selectionEnd ?? at) })
    requestAnimationFrame(() => {
      field?.focus()
      field?.setSelectionRange(at + mark.length, at + mark.length)
    })
  }
  function submit(event: FormEvent) {
    event.preventDefault()
    save.mutate(input, {
      onSuccess: (saved) => {
        toastDone(`${saved.name} is saved.`)
        if (!agent) navigate(`/agents/${saved.id}`, { replace: true })
      },
      onError: toastError,
    })
  }
  function askDelete() {
    if (!agent) return
    modals.openConfirmModal({
      title: `Delete ${agent.name}?`,
      children: (
        <Text size="sm">
          Its greeting and instructions will be lost. An agent in use by a campaign that is not finished cannot be
          deleted.
        </Text>
      ),
      labels: { confirm: 'Delete the agent', cancel: 'Keep it' },
      confirmProps: { color: 'red' },
      onConfirm: () =>
        remove.mutate(agent.id, {
          onSuccess: () => {
            toastDone('The agent is deleted.')
            navigate('/agents')
          },
          onError: toastError,
        }),
    })
  }
  return (
    <form onSubmit={submit}>
      <Breadcrumbs mb={4}>
        <Anchor component={Link} to="/agents" size="sm">
          Agents
        </Anchor>
      </Breadcrumbs>
      <PageHeader
        title={agent ? agent.name : 'New agent'}
        actions={
          <>
            {agent && (
              <>
                {agent.stopped_at === null && <KillSwitchButton what={stoppable(agent)} stopped={false} />}
                <Button variant="outline" color="red" onClick={askDelete}>
                  Delete
                </Button>
              </>
            )}
            <Button type="submit" loading={save.isPending}>
              Save
            </Button>
          </>
        }
      />
      {agent && (
        <StoppedAlert
          title="This agent is stopped: nobody is called with it"
          since={agent}
          action={<KillSwitchButton what={stoppable(agent)} stopped size="xs" />}
        />
      )}
      <Grid gap="md">
        <Grid.Col span={{ base: 12, md: 7 }}>
          <Stack>
            <SettingsSection title="Who it is">
              <Group grow align="flex-start">
                <TextInput
                  label="Name"
                  required
                  value={input.name}
                  onChange={(event) => set({ name: event.currentTarget.value })}
                  error={problem?.at('/name')}
                />
                <TextInput
                  label="Calls for"
                  value={input.company}
                  onChange={(event) => set({ company: event.currentTarget.value })}
                  error={problem?.at('/company')}
                />
              </Group>
              <Group grow align="flex-start">
                <TextInput
                  label="Voice"
                  description="engine.voice, optionally :model"
                  required
                  value={input.voice}
                  onChange={(event) => set({ voice: event.currentTarget.value })}
                  error={problem?.at('/voice')}
                />
                <TextInput
                  label="Language"
                  description="Such as en-US"
                  required
                  value={input.language}
                  onChange={(event) => set({ language: event.currentTarget.value })}
                  error={problem?.at('/language')}
                />
              </Group>
              <NumberInput
                label="Longest call, in seconds"
                maw={240}
                min={30}
                max={7200}
                allowDecimal={false}
                value={input.max_call_seconds}
                onChange={(value) => typeof value === 'number' && set({ max_call_seconds: value })}
                error={problem?.at('/max_call_seconds')}
              />
            </SettingsSection>
            <AgentDisclosure
              value={input.disclosure}
              onChange={(disclosure) => set({ disclosure })}
              error={problem?.at('/disclosure/text')}
            />
            <SettingsSection title="What it says and does">
              <Textarea
                ref={greeting}
                label="Greeting"
                description="Said right after the disclosure, always"
                required
                autosize
                minRows={2}
                value={input.greeting}
                onFocus={() => setFocused('greeting')}
                onChange={(event) => set({ greeting: event.currentTarget.value })}
                error={problem?.at('/greeting')}
              />
              <Textarea
                ref={prompt}
                label="Instructions"
                description="What it is to find out or achieve, and how it is to behave"
                required
                autosize
                minRows={8}
                value={input.prompt}
                onFocus={() => setFocused('prompt')}
                onChange={(event) => set({ prompt: event.currentTarget.value })}
                error={problem?.at('/prompt')}
              />
              <VariableList into={focused} onInsert={insert} />
            </SettingsSection>
          </Stack>
        </Grid.Col>
        <Grid.Col span={{ base: 12, md: 5 }}>
          <AgentPreview input={input} />
        </Grid.Col>
      </Grid>
    </form>
  )
}

const stoppable = ({ id, name }: Agent) => ({ kind: 'agent' as const, id, name })

function inputOf(agent: Agent | null): AgentInput {
  if (!agent) return NEW
  const { name, company, greeting, prompt, voice, language, max_call_seconds, disclosure } = agent
  return { name, company, greeting, prompt, voice, language, max_call_seconds, disclosure }
}
