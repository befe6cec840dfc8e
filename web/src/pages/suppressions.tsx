import { PageHeader } from '../components/page-header.tsx'
import { SuppressionList } from '../components/suppression-list.tsx'

export default function SuppressionsPage() {
  return (
    <>
      <PageHeader
        title="Suppressions"
        subtitle="Phones and emails nobody in the organization may call, text or write to"
      />
      <SuppressionList />
    </>
  )
}
