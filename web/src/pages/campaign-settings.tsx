import { Alert, Button, Group, SimpleGrid, Stack, Text, Textarea, TextInput } from '@mantine/core'
import { IconLock } from '@tabler/icons-react'
import { useState } from 'react'
import { type Campaign, type CampaignInput, type CampaignSettings, useSaveCampaign } from '../api/campaigns.ts'
import { ApiError } from '../api/client.ts'
import { AgentSelect } from '../components/agent-select.tsx'
import { BreakerSettings } from '../components/breaker-settings.tsx'
import { CallSettings, ExecutionSettings } from '../components/call-settings.tsx'
import { CampaignDanger } from '../components/campaign-danger.tsx'
import { EligibilityEditor } from '../components/eligibility-editor.tsx'
import { ComplianceSettings, HoursSettings, RetrySettings, RotationSettings } from '../components/hours-settings.tsx'
import { InboundSettings } from '../components/inbound-settings.tsx'
import { InstantInput } from '../components/instant-input.tsx'
import { NumberPicker } from '../components/number-picker.tsx'
import { ScheduleSelect } from '../components/schedule-select.tsx'
import { SettingsSection } from '../components/settings-section.tsx'
import { toastDone, toastError } from '../components/toasts.ts'
import { useCampaignContext } from './campaign.tsx'

/** The fields of the form; what is the same as stored is not sent. */
type Form = CampaignInput & { settings: CampaignSettings }

const FIELDS = [
  'name',
  'description',
  'notes',
  'agent_id',
  'number_ids',
  'schedule_id',
  'start_at',
  'end_at',
  'settings',
] as const

function formOf(campaign: Campaign): Form {
  const { name, description, notes, agent_id, number_ids, schedule_id, start_at, end_at, settings } = campaign
  return { name, description, notes, agent_id, number_ids, schedule_id, start_at, end_at, settings }
}

function isSame(a: unknown, b: unknown): boolean {
  return JSON.stringify(a) === JSON.stringify(b)
}

/** What the person changed, setting by setting. */
function changesOf(form: Form, stored: Form): Partial<CampaignInput> {
  const changed = FIELDS.filter((field) => !isSame(form[field], stored[field]))
  const input: Record<string, unknown> = Object.fromEntries(changed.map((field) => [field, form[field]]))
  if (changed.includes('settings')) {
    const before: Record<string, unknown> = { ...stored.settings }
    input.settings = Object.fromEntries(
      Object.entries(form.settings).filter(([name, value]) => !isSame(value, before[name])),
    )
  }
  return input
}

export function CampaignSettingsTab() {
  const { campaign, openLead } = useCampaignContext()
  const stored = formOf(campaign)
  const [edits, setEdits] = useState<Partial<CampaignInput>>({})
  const [settingEdits, setSettingEdits] = useState<Partial<CampaignSettings>>({})
  const save = useSaveCampaign(campaign.id)
  const problem = save.error instanceof ApiError ? save.error : null
  const form: Form = { ...stored, ...edits, settings: { ...stored.settings, ...settingEdits } }
  const changes = changesOf(form, stored)
  const dirty = Object.keys(changes).length > 0
  const locked = campaign.status !== 'draft' && campaign.status !== 'paused'
  const error = (pointer: string) => problem?.at(pointer)
  const set = (change: Partial<CampaignInput>) => setEdits((before) => ({ ...before, ...change }))
  const fields = {
    value: form.settings,
    onChange: (change: Partial<CampaignSettings>) => setSettingEdits((before) => ({ ...before, ...change })),
    error,
    disabled: locked,
  }
  function discard() {
    setEdits({})
    setSettingEdits({})
    save.reset()
  }
  function submit() {
    save.mutate(changes, {
      onSuccess: () => {
        discard()
        toastDone('Settings saved.')
      },
      onError: toastError,
    })
  }
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault()
        submit()
      }}
    >
      <Stack gap="md" maw={860}>
        {locked && <Locked campaign={campaign} />}
        <SettingsSection title="General">
          <TextInput
            label="Name"
            required
            value={form.name}
            onChange={(event) => set({ name: event.currentTarget.value })}
            error={error('/name')}
          />
          <Textarea
            label="Description"
            autosize
            value={form.description}
            onChange={(event) => set({ description: event.currentTarget.value })}
            error={error('/description')}
          />
          <Textarea
            label="Notes"
            autosize
            value={form.notes}
            onChange={(event) => set({ notes: event.currentTarget.value })}
            error={error('/notes')}
          />
          <AgentSelect
            value={form.agent_id}
            onChange={(agent_id) => set({ agent_id })}
            error={error('/agent_id')}
            disabled={locked}
          />
          <SimpleGrid cols={{ base: 1, sm: 2 }}>
            <InstantInput
              label="Start"
              description="Empty: as soon as it goes live"
              value={form.start_at}
              onChange={(start_at) => set({ start_at })}
              error={error('/start_at')}
              disabled={locked}
            />
            <InstantInput
              label="End"
              description="Empty: when everybody has been worked"
              value={form.end_at}
              onChange={(end_at) => set({ end_at })}
              error={error('/end_at')}
              disabled={locked}
            />
          </SimpleGrid>
          <ExecutionSettings {...fields} />
        </SettingsSection>
        <SettingsSection title="Numbers">
          <NumberPicker
            value={form.number_ids}
            onChange={(number_ids) => set({ number_ids })}
            error={error('/number_ids')}
            disabled={locked}
          />
          <RotationSettings {...fields} numbers={form.number_ids.length} />
        </SettingsSection>
        <SettingsSection title="Calls">
          <CallSettings {...fields} />
        </SettingsSection>
        <SettingsSection title="Hours" hint="Calling hours are those of each person, wherever they are.">
          <HoursSettings {...fields} />
          <ScheduleSelect
            value={form.schedule_id}
            onChange={(schedule_id) => set({ schedule_id })}
            error={error('/schedule_id')}
            disabled={locked}
          />
        </SettingsSection>
        <SettingsSection title="Retry">
          <RetrySettings {...fields} />
        </SettingsSection>
        <SettingsSection title="Compliance">
          <ComplianceSettings {...fields} />
        </SettingsSection>
        <SettingsSection
          id="breakers"
          title="Breakers and budget"
          hint="The campaign pauses itself when one of these is reached, and waits for a person."
        >
          <BreakerSettings {...fields} campaign={campaign} openLead={openLead} />
        </SettingsSection>
        <SettingsSection
          id="eligibility"
          title="Eligibility"
          hint="Who may become a lead, whichever way they come in. It is looked at when somebody is added; leads that are there stay."
        >
          <EligibilityEditor {...fields} />
        </SettingsSection>
        <SettingsSection
          id="inbound"
          title="Inbound"
          hint="What happens when somebody calls or writes a number of this campaign."
        >
          <InboundSettings {...fields} />
        </SettingsSection>
        <SaveBar dirty={dirty} busy={save.isPending} onDiscard={discard} />
        <CampaignDanger campaign={campaign} />
      </Stack>
    </form>
  )
}

function Locked({ campaign }: { campaign: Campaign }) {
  const canPause = campaign.allowed_actions?.includes('pause')
  return (
    <Alert icon={<IconLock />} variant="default" title="Name, description and notes only">
      {canPause
        ? `This campaign is ${campaign.status}. Pause it first to change anything else; calls in progress will finish.`
        : `This campaign is ${campaign.status}, so the rest is kept as it was. Duplicate it to use other settings.`}
    </Alert>
  )
}

function SaveBar({ dirty, busy, onDiscard }: { dirty: boolean; busy: boolean; onDiscard: () => void }) {
  return (
    <Group
      className="surface"
      p="sm"
      px="md"
      justify="space-between"
      style={{ position: 'sticky', bottom: 8, zIndex: 5, boxShadow: dirty ? 'var(--mantine-shadow-md)' : undefined }}
    >
      <Text size="sm" c="dimmed" role="status">
        {dirty ? 'You have changes that are not saved.' : 'Everything is saved.'}
      </Text>
      <Group gap="xs">
        <Button variant="default" disabled={!dirty || busy} onClick={onDiscard}>
          Discard
        </Button>
        <Button type="submit" disabled={!dirty} loading={busy}>
          Save changes
        </Button>
      </Group>
    </Group>
  )
}
