import { Select } from '@mantine/core'
import { useAgents } from '../api/agents.ts'

interface Props {
  value: string | null
  onChange: (id: string | null) => void
  error?: string
  disabled?: boolean
}

export function AgentSelect({ value, onChange, error, disabled }: Props) {
  const agents = useAgents()
  return (
    <Select
      label="Agent"
      description="Who talks to the people on the list"
      placeholder={agents.isPending ? 'Loading' : 'Choose an agent'}
      data={(agents.data ?? []).map((agent) => ({ value: agent.id, label: agent.name }))}
      value={value}
      onChange={onChange}
      error={error ?? agents.error?.message}
      disabled={disabled}
      nothingFoundMessage="There are no agents yet"
    />
  )
}
