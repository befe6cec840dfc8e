import { Alert, Button, Group, List, Stepper, Text } from '@mantine/core'
import { useMediaQuery } from '@mantine/hooks'
import { useQueryClient } from '@tanstack/react-query'
import { useEffect, useRef, useState } from 'react'
import { useNavigate } from 'react-router'
import { type Campaign, campaignKeys, createCampaign, saveCampaign } from '../api/campaigns.ts'
import { ApiError } from '../api/client.ts'
import { importUpload } from '../api/imports.ts'
import { useListDraft } from '../components/import-draft.ts'
import { isReady } from '../components/import-review.tsx'
import { emptyDraft, type NewCampaignDraft } from '../components/new-campaign-draft.ts'
import { NewCampaignLaunch } from '../components/new-campaign-launch.tsx'
import { ContactsStep, DialingStep, PurposeStep, ReviewStep } from '../components/new-campaign-steps.tsx'
import { PageHeader } from '../components/page-header.tsx'
import { toastError } from '../components/toasts.ts'

const STEPS = ['Purpose and agent', 'Contacts', 'Numbers, hours, retries', 'Review']
const LAST = STEPS.length - 1

/** Which step shows the field of a pointer, to lead the person back to it. */
function stepOf(pointer: string): number {
  return /^\/(name|description|agent_id)/.test(pointer) ? 0 : 2
}

export default function NewCampaignPage() {
  const navigate = useNavigate()
  const client = useQueryClient()
  const narrow = useMediaQuery('(max-width: 48em)')
  const [step, setStep] = useState(0)
  const [draft, setDraft] = useState<NewCampaignDraft>(emptyDraft)
  const [problem, setProblem] = useState<ApiError | null>(null)
  const [busy, setBusy] = useState(false)
  const [created, setCreated] = useState<{ campaignId: string; importId: string | null } | null>(null)
  const change = (part: Partial<NewCampaignDraft>) => setDraft((before) => ({ ...before, ...part }))
  const error = (pointer: string) => problem?.at(pointer)
  const nameMissing = draft.name.trim() === ''

  const { saved, save } = useSavedDraft()
  /** A list is looked at in its campaign, with its agent, so choosing one saves the draft. */
  const list = useListDraft(async () => (await save({ ...purposeOf(draft) })).id)
  const listInTheWay = step === 1 && list.file !== null && !isReady(list)

  // biome-ignore lint/correctness/useExhaustiveDependencies: whoever comes back to the list may have chosen another agent on the way
  useEffect(() => {
    if (step === 1 && list.preview && saved && saved.agent_id !== draft.agent_id)
      save(purposeOf(draft)).then(list.refresh, toastError)
  }, [step])

  async function create() {
    setBusy(true)
    setProblem(null)
    try {
      const { id } = await save({ ...draft, name: draft.name.trim() })
      client.invalidateQueries({ queryKey: campaignKeys.lists })
      setCreated({ campaignId: id, importId: null })
      await startImport(id)
    } catch (caught) {
      toastError(caught)
      if (caught instanceof ApiError) {
        setProblem(caught)
        const first = caught.fields[0]
        if (first) setStep(stepOf(first.pointer))
      }
    }
    setBusy(false)
  }

  async function startImport(campaignId: string) {
    if (!list.preview) return
    setBusy(true)
    try {
      setCreated({ campaignId, importId: (await importUpload(campaignId, list.preview.upload_id, list.reading())).id })
    } catch (caught) {
      toastError(caught)
    }
    setBusy(false)
  }

  if (created)
    return (
      <>
        <PageHeader title={draft.name} subtitle="Created as a draft; nobody is called before you go live." />
        <NewCampaignLaunch
          campaignId={created.campaignId}
          importId={created.importId}
          starting={busy}
          onImport={list.preview ? () => startImport(created.campaignId) : null}
        />
      </>
    )
  return (
    <>
      <PageHeader title="New campaign" />
      <Stepper
        active={step}
        onStepClick={(next) => (next <= step || !nameMissing) && setStep(next)}
        size="sm"
        maw={860}
        mb={narrow ? 'xs' : 'lg'}
        wrap={false}
      >
        {STEPS.map((label) => (
          <Stepper.Step key={label} label={narrow ? undefined : label} aria-label={label} />
        ))}
      </Stepper>
      {narrow && (
        <Text fw={600} mb="sm">
          Step {step + 1} of {STEPS.length}: {STEPS[step]}
        </Text>
      )}
      {problem && problem.fields.length > 0 && (
        <Alert mb="md" color="red" variant="outline" title={problem.title} role="alert">
          <List size="sm">
            {problem.fields.map((field) => (
              <List.Item key={field.pointer}>
                {field.pointer.replace(/^\//, '').replaceAll('/', ' › ')}: {field.message}
              </List.Item>
            ))}
          </List>
        </Alert>
      )}
      <form
        onSubmit={(event) => {
          event.preventDefault()
          if (step < LAST) setStep(step + 1)
          else create()
        }}
      >
        {step === 0 && <PurposeStep draft={draft} onChange={change} error={error} />}
        {step === 1 && <ContactsStep draft={draft} list={list} isSaved={saved !== null} />}
        {step === 2 && <DialingStep draft={draft} onChange={change} error={error} />}
        {step === 3 && <ReviewStep draft={draft} list={list} />}
        <Group justify="space-between" mt="lg" maw={step === 1 ? 1100 : 860}>
          <Button variant="default" onClick={() => (step === 0 ? navigate('/campaigns') : setStep(step - 1))}>
            {step === 0 ? 'Not now' : 'Back'}
          </Button>
          <Button type="submit" loading={busy} disabled={nameMissing || listInTheWay}>
            {step < LAST ? 'Continue' : 'Create campaign'}
          </Button>
        </Group>
      </form>
    </>
  )
}

function purposeOf({ name, description, agent_id }: NewCampaignDraft) {
  return { name: name.trim(), description, agent_id }
}

/** The campaign once it is kept: the first save makes it, later ones change it. */
function useSavedDraft() {
  const [saved, setSaved] = useState<Campaign | null>(null)
  /** One after the other, so that two at once do not make two campaigns. */
  const last = useRef<Promise<Campaign | null>>(Promise.resolve(null))
  async function save(input: Parameters<typeof createCampaign>[0]): Promise<Campaign> {
    const next = last.current.then((before) => (before ? saveCampaign(before.id, input) : createCampaign(input)))
    const before = last.current
    last.current = next.catch(() => before)
    const campaign = await next
    setSaved(campaign)
    return campaign
  }
  return { saved, save }
}
