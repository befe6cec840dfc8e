import { demoPeople } from './demo-people.ts'

const KEY = 'sundial_local_key'

/** Numbers from the range set aside for fiction. */
const NUMBERS = [
  { e164: '+12125550101', name: 'New York', zone: 'America/New_York', spam_score: 1, weight: 3 },
  { e164: '+17735550102', name: 'Chicago', zone: 'America/Chicago', spam_score: 3, weight: 2 },
  { e164: '+16285550103', name: 'San Francisco', zone: 'America/Los_Angeles', spam_score: 5, weight: 1 },
]

const OFFICE_DAY = [
  { start: '09:00', end: '12:30' },
  { start: '13:30', end: '17:30' },
]

const AGENTS = [
  {
    name: 'Maya',
    company: 'Harbor Home Energy',
    greeting: 'Hi {{NAME}}, this is Maya, about the solar quote you asked for. Do you have a minute?',
    prompt:
      'You call people who asked for a solar quote. Find out whether they still want one, whether they own the home, and offer a free visit. The estimate on file is {{AMOUNT}} dollars for {{ADDRESS}}. Be brief, warm and honest that you are an AI. If they are interested, agree on a time for the visit.',
    voice: 'elevenlabs.rachel:eleven_flash_v2_5',
    language: 'en-US',
  },
  {
    name: 'Theo',
    company: 'Northside Dental',
    greeting: 'Hello {{NAME}}, this is Theo. You are due for a check-up; may I find you a time?',
    prompt:
      'You help patients book a check-up. Offer mornings or afternoons in the next two weeks, confirm the date and thank them. The case number is {{CASE_NUMBER}}. Never give medical advice.',
    voice: 'amazon.Matthew',
    language: 'en-US',
  },
]

/**
 * Fills a fresh local organization through the public API: agents, numbers and, for `demo`, a campaign that is already dialing.
 * An organization that has numbers is left as it is.
 */
export async function seed(url: string, wanted: 'demo' | 'none'): Promise<void> {
  const api = client(url)
  const present = await api.get<{ data: unknown[] }>('/numbers')
  if (present.data.length > 0) return
  const numberIds: string[] = []
  for (const number of NUMBERS) numberIds.push((await api.post<{ id: string }>('/numbers', number)).id)
  const agentIds: string[] = []
  for (const agent of AGENTS) agentIds.push((await api.post<{ id: string }>('/agents', agent)).id)
  if (wanted === 'none') return

  await api.post('/schedules', {
    name: 'Office hours',
    zone: 'America/New_York',
    days: Object.fromEntries(['mon', 'tue', 'wed', 'thu', 'fri'].map((day) => [day, OFFICE_DAY])),
    exceptions: [{ from: '2026-12-24', to: '2027-01-01', yearly: true, name: 'Year-end holidays' }],
  })

  const campaign = await api.post<{ id: string }>('/campaigns', {
    name: 'Solar quotes: follow-up',
    description: 'People who asked for a quote in October and have not booked a visit.',
    agent_id: agentIds[0],
    number_ids: numberIds,
    settings: {
      // Slow enough that there is always somebody to call while a newcomer looks around.
      call_interval_seconds: 20,
      max_concurrent_calls: 12,
      voicemail: {
        action: 'play_message',
        message: 'Hi {{NAME}}, this is Maya. It is about your solar quote; I will try you again.',
      },
      rotation: { max_calls_per_number_per_day: 400 },
    },
  })
  const upload = await api.upload(`/campaigns/${campaign.id}/imports?filename=solar-quotes.csv`, demoPeople(480))
  await api.until(
    `/imports/${upload.id}`,
    (it: { status: string }) => it.status === 'completed' || it.status === 'failed',
  )
  await api.post(`/campaigns/${campaign.id}/start`, {})

  await api.post('/campaigns', {
    name: 'Check-up reminders, December',
    description: 'A draft: import the patients, then start.',
    agent_id: agentIds[1],
    number_ids: numberIds.slice(0, 2),
  })
}

function client(url: string) {
  const headers = { authorization: `Bearer ${KEY}`, 'content-type': 'application/json' }
  const read = async <T>(response: Response): Promise<T> => {
    const text = await response.text()
    if (!response.ok) throw new Error(`Seeding failed: ${response.url} answered ${response.status}: ${text}`)
    return JSON.parse(text) as T
  }
  const get = async <T>(path: string): Promise<T> => read<T>(await fetch(`${url}/api/v1${path}`, { headers }))
  return {
    get,
    post: async <T>(path: string, body: unknown): Promise<T> =>
      read<T>(await fetch(`${url}/api/v1${path}`, { method: 'POST', headers, body: JSON.stringify(body) })),
    upload: async (path: string, csv: string): Promise<{ id: string }> =>
      read(
        await fetch(`${url}/api/v1${path}`, {
          method: 'POST',
          headers: { ...headers, 'content-type': 'text/csv' },
          body: csv,
        }),
      ),
    async until<T>(path: string, done: (it: T) => boolean): Promise<T> {
      for (let i = 0; i < 300; i++) {
        const it = await get<T>(path)
        if (done(it)) return it
        await new Promise((resolve) => setTimeout(resolve, 100))
      }
      throw new Error(`Seeding gave up waiting for ${path}`)
    },
  }
}
