import type { App } from './start-app.ts'

const NAMES = ['Ada Park', 'Ben Ruiz', 'Carla Weiss', 'Dev Rao', 'Elif Kaya', 'Finn Olsen', 'Gita Shah']

/** Adds people to a campaign, by phone. Returns the ids of their leads, in order. */
export async function addPeople(app: App, campaignId: string, phones: string[]): Promise<string[]> {
  const leads = phones.map((phone, n) => ({ name: NAMES[n % NAMES.length], phones: [phone] }))
  const path = `/campaigns/${campaignId}/leads`
  const { results } = await app.api.post<{ results: { lead_id: string }[] }>(path, { leads })
  return results.map((it) => it.lead_id)
}

/** The same with phones nobody can read, from the first moment on: the campaign sets these leads aside. */
export async function addSpoiltPeople(app: App, campaignId: string, phones: string[]): Promise<string[]> {
  const spoil = "UPDATE contacts SET phones = '[{' || phones WHERE id = NEW.contact_id"
  app.database(`CREATE TRIGGER spoilt AFTER INSERT ON leads BEGIN ${spoil}; END`)
  try {
    return await addPeople(app, campaignId, phones)
  } finally {
    app.database('DROP TRIGGER spoilt')
  }
}

/** Makes what was spoilt readable again. */
export function mendPerson(app: App, leadId: string): void {
  const contact = `SELECT contact_id FROM leads WHERE id = '${leadId}'`
  app.database(`UPDATE contacts SET phones = substr(phones, 3) WHERE id = (${contact})`)
}
