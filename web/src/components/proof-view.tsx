import { Box, Text } from '@mantine/core'
import { IconLink, IconShieldCheck } from '@tabler/icons-react'
import { Fragment } from 'react'
import { useRegionName } from '../api/compliance.ts'
import type { Proof } from '../api/leads.ts'
import type { PlacedProof } from '../api/proofs.ts'
import { formatCount, formatDateTime } from '../format.ts'
import { type ProofRule, proofRows, proofRules } from '../proof.ts'
import { ruleName } from '../reasons.ts'

interface Props {
  proof: Proof | null
  /** Its place in the chain, null while it has none; undefined where that is said elsewhere. */
  sealed?: PlacedProof['sealed'] | undefined
}

/** Why this call was allowed, as it was recorded before it was placed. */
export function ProofView({ proof, sealed }: Props) {
  const regionName = useRegionName()
  const rows = proofRows(proof, regionName)
  if (rows.length === 0) return null
  return (
    <Box component="section" aria-label="Why this call was allowed" p="sm" className="surface">
      <Text component="h4" fw={600} size="sm" m={0} mb={6}>
        <IconShieldCheck size={16} style={{ verticalAlign: -3 }} aria-hidden /> Why this call was allowed
      </Text>
      <Rules rules={proofRules(proof)} regionName={regionName} />
      <dl className="facts" style={{ gridTemplateColumns: 'fit-content(42%) 1fr' }}>
        {rows.map((row) => (
          <Fragment key={row.name}>
            <dt>{row.name}</dt>
            <dd>{row.value}</dd>
          </Fragment>
        ))}
      </dl>
      {sealed !== undefined && <Seal sealed={sealed} />}
    </Box>
  )
}

function Rules({ rules, regionName }: { rules: ProofRule[]; regionName: (region: string) => string }) {
  if (rules.length === 0) return null
  return (
    <>
      <Text size="xs" c="dimmed">
        Rules that allowed it
      </Text>
      <ul aria-label="Rules that allowed it" style={{ margin: '2px 0 0', paddingLeft: 18 }}>
        {rules.map(({ id, citation }) => (
          <Text key={id} component="li" size="sm" style={{ overflowWrap: 'anywhere' }}>
            {ruleName(id, regionName)}
            <Text span size="xs" c="dimmed" display="block">
              {citation ?? 'Set for the campaign'}
            </Text>
          </Text>
        ))}
      </ul>
    </>
  )
}

function Seal({ sealed }: { sealed: PlacedProof['sealed'] }) {
  return (
    <Text size="sm">
      <IconLink size={15} style={{ verticalAlign: -2 }} aria-hidden />{' '}
      {sealed === null
        ? 'Will be sealed within a minute'
        : `Record ${formatCount(sealed.position)} in the proof chain, sealed ${formatDateTime(sealed.sealed_at, 'UTC')} UTC`}
      {sealed && (
        <Text span size="xs" c="dimmed" ff="monospace" display="block" style={{ overflowWrap: 'anywhere' }}>
          {sealed.hash}
        </Text>
      )}
    </Text>
  )
}
