import { Text, Tooltip } from '@mantine/core'
import type { ReactNode } from 'react'

/** One number with its name; read as "name: number" by a screen reader. */
export function StatCard({ label, value, hint }: { label: string; value: ReactNode; hint?: string }) {
  const card = (
    <div className="surface" style={{ padding: '10px 14px' }}>
      <Text component="dt" size="xs" c="dimmed">
        {label}
      </Text>
      <Text component="dd" m={0} fz={22} fw={650} lh={1.25}>
        {value}
      </Text>
    </div>
  )
  return hint ? <Tooltip label={hint}>{card}</Tooltip> : card
}
