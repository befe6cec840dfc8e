import { type QueryClient, skipToken, useQuery, useQueryClient } from '@tanstack/react-query'
import { useEffect, useState } from 'react'
import { type Campaign, campaignKeys } from './campaigns.ts'
import { apiKey } from './key.ts'
import { DEAR, leadKey } from './leads.ts'

export interface Lane {
  zones: string[]
  regions: string[]
  waiting: number
  open: boolean
  /** When it closes if open, opens if closed. */
  until: string | null
  because: string
}

export interface CallInProgress {
  lead_id: string
  attempt_id: string
  phone: string
  from: string
  state: string
  since: string
  pass: number
  position: number
  /** No word of what became of it: the carrier's log is being asked. */
  reconciling: boolean
}

/** What the campaign's object is doing at this moment. */
export interface Live {
  in_flight: CallInProgress[]
  waiting: number
  pass: number
  because: string
  next_at: string | null
  open: boolean
  lanes: Lane[]
  busy: boolean
}

type Message = { type: 'live'; live: Live } | { type: 'changed'; lead_ids: string[] }

const THROTTLE_MS = 600
/** Of a campaign so large that one call more or less is not to be seen. */
const LARGE_THROTTLE_MS = 3_000
const LARGE = 10_000
const POLL_MS = 2000
/** The object tells what changes; lanes that open and close by the clock alone are asked for. */
const ASK_MS = 20_000

/** Gathers what changed and reads it anew at most once every THROTTLE_MS, or LARGE_THROTTLE_MS. */
function createRefresher(client: QueryClient, campaignId: string) {
  let timer: ReturnType<typeof setTimeout> | undefined
  const leadIds = new Set<string>()
  function flush() {
    timer = undefined
    client.invalidateQueries({ queryKey: campaignKeys.stats(campaignId) })
    client.invalidateQueries({
      queryKey: campaignKeys.leads(campaignId),
      predicate: ({ queryKey }) => !queryKey.includes(DEAR),
    })
    client.invalidateQueries({ queryKey: campaignKeys.one(campaignId), exact: true })
    for (const id of leadIds) client.invalidateQueries({ queryKey: leadKey(id) })
    leadIds.clear()
  }
  return {
    changed(ids: string[]) {
      for (const id of ids) leadIds.add(id)
      const total = client.getQueryData<Campaign>(campaignKeys.one(campaignId))?.counts?.total ?? 0
      timer ??= setTimeout(flush, total > LARGE ? LARGE_THROTTLE_MS : THROTTLE_MS)
    },
    stop: () => clearTimeout(timer),
  }
}

function open(campaignId: string, onMessage: (message: Message) => void, onState: (up: boolean) => void) {
  let socket: WebSocket | undefined
  let retry: ReturnType<typeof setTimeout> | undefined
  let stopped = false
  let failures = 0
  const asking = setInterval(() => {
    if (socket?.readyState === WebSocket.OPEN && !document.hidden) socket.send('?')
  }, ASK_MS)
  function connect() {
    const url = new URL(`/api/v1/campaigns/${campaignId}/live`, window.location.href)
    url.protocol = url.protocol === 'https:' ? 'wss:' : 'ws:'
    // Not in the address, which logs and histories keep; a browser can set no other header here.
    try {
      socket = new WebSocket(url, ['sundial', apiKey()])
    } catch {
      // A key that cannot be said like this is none; the page asks every two seconds, and is told so.
      return onState(false)
    }
    socket.onopen = () => {
      failures = 0
      onState(true)
    }
    socket.onmessage = (event) => {
      try {
        onMessage(JSON.parse(String(event.data)) as Message)
      } catch {
        // Not for us: the platform's own keep-alive answers are not JSON.
      }
    }
    socket.onclose = () => {
      if (stopped) return
      onState(false)
      failures += 1
      retry = setTimeout(connect, Math.min(1000 * 2 ** failures, 30_000))
    }
  }
  connect()
  return () => {
    stopped = true
    clearTimeout(retry)
    clearInterval(asking)
    socket?.close()
  }
}

/** Follows a campaign: by its socket, and by asking every two seconds while the socket is down. */
export function useLive(campaignId: string) {
  const client = useQueryClient()
  const [connected, setConnected] = useState(false)
  useEffect(() => {
    const refresher = createRefresher(client, campaignId)
    const close = open(
      campaignId,
      (message) => {
        if (message.type === 'live') client.setQueryData(campaignKeys.live(campaignId), message.live)
        refresher.changed(message.type === 'changed' ? (message.lead_ids ?? []) : [])
      },
      setConnected,
    )
    return () => {
      close()
      refresher.stop()
    }
  }, [client, campaignId])
  const poll = connected ? (false as const) : POLL_MS
  const { data: live } = useQuery({
    queryKey: campaignKeys.live(campaignId),
    // Only the socket knows.
    queryFn: skipToken as typeof skipToken | (() => Live),
  })
  return { live: connected ? live : undefined, connected, poll }
}
