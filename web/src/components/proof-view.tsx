import { Box, Text } from '@mantine/core'
import { IconShieldCheck } from '@tabler/icons-react'
import type { Proof } from '../api/leads.ts'
import { proofRows } from '../proof.ts'

/** Why this call was allowed, as it was recorded before it was placed. */
export function ProofView({ proof }: { proof: Proof | null }) {
  const rows = proofRows(proof)
  if (rows.length === 0) return null
  return (
    <Box component="section" aria-label="Why this call was allowed" p="sm" className="surface">
      <Text component="h4" fw={600} size="sm" m={0} mb={6}>
        <IconShieldCheck size={16} style={{ verticalAlign: -3 }} aria-hidden /> Why this call was allowed
      </Text>
      <dl style={{ margin: 0, display: 'grid', gridTemplateColumns: 'minmax(110px, 38%) 1fr', gap: '3px 12px' }}>
        {rows.map((row) => (
          <Box key={row.name} style={{ display: 'contents' }}>
            <Text component="dt" size="xs" c="dimmed">
              {row.name}
            </Text>
            <Text component="dd" size="xs" m={0} style={{ overflowWrap: 'anywhere' }}>
              {row.value}
            </Text>
          </Box>
        ))}
      </dl>
    </Box>
  )
}
