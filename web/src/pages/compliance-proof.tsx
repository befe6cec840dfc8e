import { Stack } from '@mantine/core'
import { ChainStatus } from '../components/chain-status.tsx'
import { ProofLookup } from '../components/proof-lookup.tsx'

/** That no proof was changed, and the proof of each call. */
export function ComplianceProof() {
  return (
    <Stack gap="md">
      <ChainStatus />
      <ProofLookup />
    </Stack>
  )
}
