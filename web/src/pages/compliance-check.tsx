import { Stack } from '@mantine/core'
import { useSearchParams } from 'react-router'
import { useComplianceCheck, useRegionName } from '../api/compliance.ts'
import { CheckAnswerView } from '../components/check-answer.tsx'
import { CheckForm } from '../components/check-form.tsx'

/** May this phone be called then, and which rules say so? An address with `phone` and `at` is asked as it stands. */
export function ComplianceCheck() {
  const [params] = useSearchParams()
  const check = useComplianceCheck()
  const nameOf = useRegionName()
  return (
    <Stack gap="md">
      <CheckForm
        check={check}
        initial={{ phone: params.get('phone') ?? '', at: params.get('at'), campaignId: params.get('campaign') }}
      />
      <div aria-live="polite">{check.data && <CheckAnswerView answer={check.data} nameOf={nameOf} />}</div>
    </Stack>
  )
}
