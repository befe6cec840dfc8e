/** The API as a person uses it while the server dies under them: an answer, or null when there was none. */
export interface Answered {
  status: number
  body: Record<string, unknown> & { data?: Record<string, unknown>[]; id?: string }
}

const KEY = 'sundial_local_key'
const TIMEOUT_MS = 8_000

export async function ask(
  url: string,
  method: string,
  path: string,
  body?: unknown,
  headers: Record<string, string> = {},
): Promise<Answered | null> {
  try {
    const csv = typeof body === 'string'
    const response = await fetch(`${url}${path}`, {
      method,
      headers: {
        authorization: `Bearer ${KEY}`,
        ...(body === undefined ? {} : { 'content-type': csv ? 'text/csv' : 'application/json' }),
        ...headers,
      },
      ...(body === undefined ? {} : { body: csv ? (body as string) : JSON.stringify(body) }),
      signal: AbortSignal.timeout(TIMEOUT_MS),
    })
    const text = await response.text()
    return { status: response.status, body: text.startsWith('{') ? (JSON.parse(text) as Answered['body']) : {} }
  } catch {
    return null
  }
}

export const isOk = (answer: Answered | null): answer is Answered => answer !== null && answer.status < 300

/** Asks until there is an answer that settles it: anything but silence, a 5xx and a conflict with the same request still under way. */
export async function insist(
  url: string,
  method: string,
  path: string,
  body?: unknown,
  headers: Record<string, string> = {},
  limitMs = 120_000,
): Promise<Answered> {
  const until = Date.now() + limitMs
  let last: Answered | null = null
  while (Date.now() < until) {
    last = await ask(url, method, path, body, headers)
    if (last && last.status < 500 && !(last.status === 409 && headers['idempotency-key'])) return last
    await new Promise((done) => setTimeout(done, 300))
  }
  throw new Error(`${method} ${path} had no answer: ${JSON.stringify(last)?.slice(0, 500)}`)
}

/** All entries of one of the sandbox's listings. */
export async function listing<T>(carrierUrl: string, name: 'ledger' | 'calls', since = 0): Promise<T[]> {
  const found: T[] = []
  let from: number | null = since
  while (from !== null) {
    const response = await fetch(`${carrierUrl}/sandbox/${name}?since=${from}&limit=2000`)
    const page = (await response.json()) as { data: T[]; next_since: number | null }
    found.push(...page.data)
    from = page.next_since
  }
  return found
}
