import { Alert, Anchor, Breadcrumbs, Button, Group, SimpleGrid, Stack, Switch, TextInput } from '@mantine/core'
import { type FormEvent, useEffect, useRef, useState } from 'react'
import { Link, useNavigate, useParams } from 'react-router'
import { ApiError } from '../api/client.ts'
import { type Schedule, type ScheduleInput, useSaveSchedule, useSchedules, type Week } from '../api/schedules.ts'
import { ExceptionsEditor } from '../components/exceptions-editor.tsx'
import { PageHeader } from '../components/page-header.tsx'
import { useScheduleCommands } from '../components/schedule-commands.tsx'
import { ScheduleState } from '../components/schedule-state.tsx'
import { SettingsSection } from '../components/settings-section.tsx'
import { ErrorState, Loading } from '../components/states.tsx'
import { toastDone, toastError } from '../components/toasts.ts'
import { WeekEditor } from '../components/week-editor.tsx'
import { ZoneSelect } from '../components/zone-select.tsx'
import { countOf, viewerZone } from '../format.ts'

const OFFICE_DAY = () => [{ start: '09:00', end: '17:00' }]
const OFFICE_WEEK = (): Week => ({
  mon: OFFICE_DAY(),
  tue: OFFICE_DAY(),
  wed: OFFICE_DAY(),
  thu: OFFICE_DAY(),
  fri: OFFICE_DAY(),
  sat: [],
  sun: [],
})

export default function SchedulePage() {
  const { id = '' } = useParams()
  const schedules = useSchedules()
  if (id === 'new') return <ScheduleEditor key="new" schedule={null} />
  if (schedules.isPending) return <Loading />
  if (!schedules.data) return <ErrorState error={schedules.error} onRetry={() => schedules.refetch()} />
  const schedule = schedules.data.find((it) => it.id === id)
  if (!schedule) return <ErrorState error={new Error('There is no such schedule.')} />
  return <ScheduleEditor key={id} schedule={schedule} />
}

function ScheduleEditor({ schedule }: { schedule: Schedule | null }) {
  const navigate = useNavigate()
  const form = useRef<HTMLFormElement>(null)
  const save = useSaveSchedule()
  const { askDelete } = useScheduleCommands()
  const [input, setInput] = useState<ScheduleInput>(() => inputOf(schedule))
  const problem = save.error instanceof ApiError ? save.error : null
  const error = (pointer: string) => problem?.at(pointer)
  // What is wrong stands at its field, which may be far away on the page.
  useEffect(() => {
    if (!save.error) return
    const wrong = form.current?.querySelector<HTMLElement>('[aria-invalid="true"], [role="alert"]')
    if (!wrong) return toastError(save.error)
    wrong.scrollIntoView({ block: 'center' })
    wrong.focus({ preventScroll: true })
  }, [save.error])

  function set(part: Partial<ScheduleInput>) {
    setInput((before) => ({ ...before, ...part }))
    // What was wrong is named by its place in a list, which the change may have moved.
    if (part.days || part.exceptions) save.reset()
  }
  function submit(event: FormEvent) {
    event.preventDefault()
    save.mutate(
      { id: schedule?.id ?? null, input },
      {
        onSuccess: (saved) => {
          toastDone(`${saved.name} is saved.`)
          setInput(inputOf(saved))
          if (!schedule) navigate(`/schedules/${saved.id}`, { replace: true })
        },
      },
    )
  }
  const running = schedule?.used_by.filter((it) => it.status === 'active' || it.status === 'scheduled') ?? []
  return (
    <form ref={form} onSubmit={submit} noValidate>
      <Breadcrumbs mb={4}>
        <Anchor component={Link} to="/schedules" size="sm">
          Schedules
        </Anchor>
      </Breadcrumbs>
      <PageHeader
        title={schedule ? schedule.name : 'New schedule'}
        actions={
          <>
            {schedule && (
              <Button variant="outline" color="red" onClick={() => askDelete(schedule, () => navigate('/schedules'))}>
                Delete
              </Button>
            )}
            <Button type="submit" loading={save.isPending}>
              Save
            </Button>
          </>
        }
      />
      <Stack maw={860}>
        {running.length > 0 && (
          <Alert variant="default" title={`${countOf(running.length, 'running campaign')} will follow at once`}>
            {running.map((campaign) => campaign.name).join(', ')}: new hours hold from the next call.
          </Alert>
        )}
        <SettingsSection title="General">
          <SimpleGrid cols={{ base: 1, sm: 2 }}>
            <TextInput
              label="Name"
              description="As campaigns show it"
              required
              value={input.name}
              onChange={(event) => set({ name: event.currentTarget.value })}
              error={error('/name')}
            />
            <ZoneSelect value={input.zone} onChange={(zone) => set({ zone })} error={error('/zone')} />
          </SimpleGrid>
          <Group justify="space-between" align="flex-start">
            <Switch
              label="New campaigns begin with it"
              checked={input.is_default}
              onChange={(event) => set({ is_default: event.currentTarget.checked })}
            />
            {schedule && <ScheduleState zone={schedule.zone} state={schedule.open} />}
          </Group>
        </SettingsSection>
        <SettingsSection
          title="Week"
          hint="Hours past midnight are two slots: until midnight, and from 00:00 of the next day."
        >
          <WeekEditor week={input.days} onChange={(days) => set({ days })} error={error} />
        </SettingsSection>
        <SettingsSection
          title="Exceptions"
          hint="Days that are closed or have hours of their own, instead of those of the week. Where two meet, only what both allow is open."
        >
          <ExceptionsEditor
            exceptions={input.exceptions}
            onChange={(exceptions) => set({ exceptions })}
            error={error}
          />
        </SettingsSection>
      </Stack>
    </form>
  )
}

function inputOf(schedule: Schedule | null): ScheduleInput {
  if (!schedule) return { name: '', zone: viewerZone(), days: OFFICE_WEEK(), exceptions: [], is_default: false }
  const { name, zone, days, exceptions, is_default } = schedule
  return { name, zone, days, exceptions, is_default }
}
