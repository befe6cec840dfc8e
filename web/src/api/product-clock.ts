import { useQuery } from '@tanstack/react-query'
import { useEffect, useState } from 'react'
import { ApiError, api } from './client.ts'

interface SandboxClock {
  now: number | string
  speed: number
}

/** Product time as this page follows it: a product instant, the real instant it was read at, and how fast it runs. */
interface Reading {
  now: number
  readAt: number
  speed: number
}

/** null once the API has said there is no sandbox. */
export function useSandboxClock(): Reading | null {
  const query = useQuery({
    queryKey: ['sandbox-clock'],
    queryFn: async ({ signal }): Promise<Reading | null> => {
      try {
        const clock = await api.outside<SandboxClock>('/sandbox/clock', signal)
        const now = typeof clock.now === 'number' ? clock.now : Date.parse(clock.now)
        return Number.isFinite(now) ? { now, readAt: Date.now(), speed: clock.speed ?? 1 } : null
      } catch (error) {
        // In production the path is not there, or answers with the page itself.
        if ((error instanceof ApiError && error.status !== 0) || error instanceof SyntaxError) return null
        throw error
      }
    },
    refetchInterval: (q) => (q.state.data === null ? false : 30_000),
    staleTime: 30_000,
    retry: false,
  })
  return query.data ?? null
}

/** The product's now (epoch ms), ticking on the screen. In production it is the real now. */
export function useNow(everyMs = 1000): number {
  const clock = useSandboxClock()
  const [real, setReal] = useState(() => Date.now())
  useEffect(() => {
    const timer = setInterval(() => setReal(Date.now()), everyMs)
    return () => clearInterval(timer)
  }, [everyMs])
  return clock ? clock.now + (real - clock.readAt) * clock.speed : real
}
