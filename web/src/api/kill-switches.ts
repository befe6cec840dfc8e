import { useMutation, useQueryClient } from '@tanstack/react-query'
import { api } from './client.ts'

/** What can be stopped: everything, or one agent or number. */
export type Stoppable =
  | { kind: 'organization' }
  | { kind: 'agent'; id: string; name: string }
  | { kind: 'number'; id: string; name: string }

/** Since when nobody is called by it, and why; null while calls go on. */
export interface Stopped {
  stopped_at: string | null
  stop_reason: string | null
}

export function useKillSwitch(what: Stoppable) {
  const client = useQueryClient()
  const path = what.kind === 'organization' ? '/organization' : `/${what.kind}s/${what.id}`
  return useMutation({
    mutationFn: ({ verb, reason }: { verb: 'stop' | 'resume'; reason: string }) =>
      api.post<Stopped>(`${path}/${verb}`, { reason }),
    // What may be done to campaigns depends on it too. Not waited for: who asked is told at once.
    onSettled: () => void client.invalidateQueries(),
  })
}
