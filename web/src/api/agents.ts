import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { api, type Page } from './client.ts'
import type { Stopped } from './kill-switches.ts'

export interface Agent extends Stopped {
  id: string
  name: string
  /** Whom the agent says it calls for. */
  company: string
  greeting: string
  /** Who calls and that the voice is artificial, said first; `text` null: in the standard words. */
  disclosure: { enabled: boolean; text: string | null }
  /** The disclosure and the greeting, as they are said, with their variables. */
  spoken_greeting: string
  warnings: { code: string; message: string }[]
  prompt: string
  /** `<engine>.<voice>[:<model>]`. */
  voice: string
  /** BCP 47. */
  language: string
  max_call_seconds: number
  avatar: string | null
  created_at: string
}

export type AgentInput = Pick<
  Agent,
  'name' | 'company' | 'greeting' | 'prompt' | 'voice' | 'language' | 'max_call_seconds' | 'disclosure'
>

const KEY = ['agents'] as const

export function useAgents() {
  return useQuery({
    queryKey: KEY,
    queryFn: async ({ signal }) => (await api.get<Page<Agent>>('/agents', { limit: 100 }, signal)).data,
    staleTime: 30_000,
  })
}

export function useSaveAgent(id: string | null) {
  const client = useQueryClient()
  return useMutation({
    mutationFn: (input: AgentInput) =>
      id ? api.patch<Agent>(`/agents/${id}`, input) : api.post<Agent>('/agents', input),
    onSuccess: () => client.invalidateQueries({ queryKey: KEY }),
  })
}

export function useDeleteAgent() {
  const client = useQueryClient()
  return useMutation({
    mutationFn: (id: string) => api.delete(`/agents/${id}`),
    onSettled: () => client.invalidateQueries({ queryKey: KEY }),
  })
}
