import { Alert, Button, Group, List, Stepper, Text } from '@mantine/core'
import { useMediaQuery } from '@mantine/hooks'
import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { useNavigate } from 'react-router'
import { campaignKeys, createCampaign } from '../api/campaigns.ts'
import { ApiError } from '../api/client.ts'
import { uploadLeads } from '../api/imports.ts'
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

  async function create() {
    setBusy(true)
    setProblem(null)
    try {
      const { file, ...input } = draft
      const campaign = await createCampaign({ ...input, name: draft.name.trim() })
      client.invalidateQueries({ queryKey: campaignKeys.lists })
      setCreated({ campaignId: campaign.id, importId: null })
      if (file) setCreated({ campaignId: campaign.id, importId: (await uploadLeads(campaign.id, file.file)).id })
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

  if (created)
    return (
      <>
        <PageHeader title={draft.name} subtitle="Created as a draft; nobody is called before you go live." />
        <NewCampaignLaunch
          campaignId={created.campaignId}
          importId={created.importId}
          uploading={busy}
          file={draft.file?.file ?? null}
          onUploaded={(importId) => setCreated({ ...created, importId })}
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
        {step === 1 && <ContactsStep draft={draft} onChange={change} error={error} />}
        {step === 2 && <DialingStep draft={draft} onChange={change} error={error} />}
        {step === 3 && <ReviewStep draft={draft} />}
        <Group justify="space-between" mt="lg" maw={860}>
          <Button variant="default" onClick={() => (step === 0 ? navigate('/campaigns') : setStep(step - 1))}>
            {step === 0 ? 'Not now' : 'Back'}
          </Button>
          <Button type="submit" loading={busy} disabled={nameMissing}>
            {step < LAST ? 'Continue' : 'Create campaign'}
          </Button>
        </Group>
      </form>
    </>
  )
}
