/** The public API and the sandbox's own pages as a script would use them; every refusal is an error that shows the answer. */

export interface ApiNumber {
  id: string
  e164: string
}
export interface ApiCampaign {
  id: string
  status: string
}
export interface ApiImport {
  id: string
  status: string
  rows: number
  processed: number
  created: number
  updated: number
  duplicate: number
  rejected: number
  skipped: number
  failure: string | null
  errors: { line: number; column: string; code: string; message: string }[]
}
export interface ApiLead {
  id: string
  seq: number
  name: string
  email: string | null
  phones: { position: number; e164: string | null; state: string; attempts: number }[]
  status: string
  status_reason: string | null
  disposition: string | null
  answer_status: string | null
  pass: number
  phone_position: number
  attempts: number
  primary_goal: string
  conversations: number
  talk_seconds: number
}
export interface ApiConversation {
  id: string
  campaign_id: string
  lead_id: string
  from: string
  to: string
  pass: number
  position: number
  state: string
  permitted_at: string
  placed_at: string | null
  talk_seconds: number
  answer_status: string | null
  disposition: string | null
  end_reason: string | null
  carrier_call_id: string | null
}
export interface ApiStats {
  leads: { total: number; by_status: Record<string, number>; by_disposition?: Record<string, number> }
  attempts: number
  conversations: number
  talk_seconds: number
  by_disposition: Record<string, number>
  by_answer_status: Record<string, number>
  answer_rate: number
  success_rate: number
  in_flight: number
  because: string | null
}

/** One request the carrier was sent. */
export interface LedgerEntry {
  seq: number
  at: string
  real_at: string
  method: string
  path: string
  query: string
  body: unknown
  status: number
  call_id: string | null
}
/** One call the carrier made. */
export interface SandboxCall {
  seq: number
  id: string
  from: string
  to: string
  state: string
  placed_at: string
  answered_at: string | null
  ended_at: string | null
  end_reason: string | null
  attempt_id: string | null
}

export type ApiClient = ReturnType<typeof apiClient>

const KEY = 'sundial_local_key'
const POLL_MS = 250
const SANDBOX_PAGE = 2_000

export function apiClient(url: string) {
  async function send(method: string, path: string, body?: { type: string; text: string }): Promise<Response> {
    return fetch(`${url}/api/v1${path}`, {
      method,
      headers: { authorization: `Bearer ${KEY}`, ...(body && { 'content-type': body.type }) },
      ...(body && { body: body.text }),
    })
  }

  async function read<T>(response: Response): Promise<T> {
    const text = await response.text()
    if (!response.ok) throw new Error(`${response.url} answered ${response.status}: ${text}`)
    return JSON.parse(text) as T
  }

  const get = async <T>(path: string): Promise<T> => read<T>(await send('GET', path))

  /** All pages of a list. */
  async function all<T>(path: string, limit: number): Promise<T[]> {
    const found: T[] = []
    let cursor: string | null = null
    do {
      const more: string = cursor === null ? '' : `&cursor=${encodeURIComponent(cursor)}`
      const separator = path.includes('?') ? '&' : '?'
      const page: { data: T[]; next_cursor: string | null } = await get(`${path}${separator}limit=${limit}${more}`)
      found.push(...page.data)
      cursor = page.next_cursor
    } while (cursor !== null)
    return found
  }

  async function sandbox<T>(path: string): Promise<T[]> {
    const found: T[] = []
    let since: number | null = 0
    do {
      const page: { data: T[]; next_since: number | null } = await read(
        await fetch(`${url}/sandbox/${path}?since=${since}&limit=${SANDBOX_PAGE}`),
      )
      found.push(...page.data)
      since = page.next_since
    } while (since !== null)
    return found
  }

  return {
    url,
    get,
    post: async <T>(path: string, body: unknown = {}): Promise<T> =>
      read<T>(await send('POST', path, { type: 'application/json', text: JSON.stringify(body) })),
    /** For a refusal that is expected. */
    status: async (method: string, path: string, body: unknown): Promise<number> =>
      (await send(method, path, { type: 'application/json', text: JSON.stringify(body) })).status,
    importList: async (campaignId: string, csv: string, filename = ''): Promise<{ id: string }> =>
      read(
        await send('POST', `/campaigns/${campaignId}/imports?filename=${filename}`, { type: 'text/csv', text: csv }),
      ),
    stats: (campaignId: string) => get<ApiStats>(`/campaigns/${campaignId}/stats`),
    all,
    leads: (campaignId: string) => all<ApiLead>(`/campaigns/${campaignId}/leads`, 500),
    conversations: (campaignId: string) => all<ApiConversation>(`/conversations?campaign_id=${campaignId}`, 200),
    ledger: () => sandbox<LedgerEntry>('ledger'),
    calls: () => sandbox<SandboxCall>('calls'),
    /** Asks again and again; gives up with what it saw last. */
    async until<T>(what: string, ask: () => Promise<T>, done: (it: T) => boolean, limitMs: number): Promise<T> {
      const giveUpAt = Date.now() + limitMs
      for (;;) {
        const it = await ask()
        if (done(it)) return it
        if (Date.now() > giveUpAt)
          throw new Error(`Gave up after ${limitMs / 1000} s waiting for ${what}; last seen: ${JSON.stringify(it)}`)
        await new Promise((resolve) => setTimeout(resolve, POLL_MS))
      }
    },
  }
}

export const isImportOver = (it: ApiImport): boolean => it.status === 'completed' || it.status === 'failed'
