import { Stack } from '@mantine/core'
import { ApiExamples } from '../components/api-examples.tsx'
import { PageHeader } from '../components/page-header.tsx'
import { WebhookEndpoints } from '../components/webhook-endpoints.tsx'

export default function DevelopersPage() {
  return (
    <>
      <PageHeader
        title="Developers"
        subtitle="For programs that work with Sundial: what they are told, and how they ask"
      />
      <Stack>
        <WebhookEndpoints />
        <ApiExamples />
      </Stack>
    </>
  )
}
