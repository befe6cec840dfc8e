import { readFileSync } from 'node:fs'
import type { Page } from 'playwright'
import { beforeEach, describe, expect, it } from 'vitest'
import { useJourney } from '../support/journey.ts'
import { type App, WHOLE_COUNTRY_AWAKE } from '../support/start-app.ts'

/** The people an organization knows, as somebody looks after them in a real browser. */

const SPEED = 120
/** Two cores may be busy with other things. */
const SOON = { timeout: 20_000 }
/** Until somebody who was added was called and has answered. */
const CALLED = { timeout: 90_000 }

describe('the address book', () => {
  let app: App
  let page: Page

  const journey = useJourney(SPEED, WHOLE_COUNTRY_AWAKE)
  beforeEach(() => {
    app = journey.app
    page = journey.page
  })

  const button = (name: string) => page.getByRole('button', { name, exact: true })
  const dialog = (name: string) => page.getByRole('dialog', { name })
  const region = (name: string) => page.getByRole('region', { name, exact: true })
  const table = () => page.getByRole('table', { name: 'Contacts' })
  const names = () => table().locator('tbody .row-link').allTextContents()

  async function contact(input: object): Promise<string> {
    return (await app.api.post<{ id: string }>('/contacts', input)).id
  }
  async function campaign(name: string, settings: object = {}): Promise<string> {
    const body = { name, agent_id: app.agentId, number_ids: [app.numberId], settings }
    return (await app.api.post<{ id: string }>('/campaigns', body)).id
  }
  /** A campaign that calls whoever is added, and has called somebody already. */
  async function liveCampaign(name: string, phone: string): Promise<string> {
    const id = await campaign(name, { execution: 'on_add' })
    await app.api.post(`/campaigns/${id}/leads`, { name: `First of ${name}`, phones: [phone] })
    await app.api.post(`/campaigns/${id}/start`)
    return id
  }
  async function statusIn(campaignId: string, name: string): Promise<string | undefined> {
    return (await app.api.leads(campaignId)).find((lead) => lead.name === name)?.status
  }
  async function search(text: string, expected: string[]): Promise<void> {
    await page.getByLabel('Search contacts').fill(text)
    await expect.poll(async () => (await names()).toSorted(), SOON).toEqual(expected.toSorted())
  }
  async function chooseCampaign(name: string): Promise<void> {
    const adding = dialog('Add to a campaign')
    await adding.getByRole('combobox', { name: 'Campaign' }).click()
    await page.getByRole('option', { name: new RegExp(`^${name}`) }).click()
    await adding.getByRole('button', { name: 'Add', exact: true }).click()
    await adding.getByText('Import complete').waitFor(SOON)
  }

  it('takes somebody in by hand, shows what is wrong, and finds them again', async () => {
    await page.goto('/contacts')
    await button('New contact').click()
    const form = dialog('New contact')
    await form.getByLabel('Name', { exact: true }).fill('Ines Calder')
    await form.getByLabel('Phones').fill('(646) 555-0113\n555-01')
    await form.getByRole('button', { name: 'Create' }).click()
    await form.getByText(/^555-01 /).waitFor()

    await form.getByLabel('Phones').fill('(646) 555-0113\n+1 303 555 0114')
    await form.getByLabel('Email').fill('ines@example.com')
    await form.getByRole('combobox', { name: 'Tags' }).fill('vip')
    await page.keyboard.press('Enter')
    await button('Add a property').click()
    await form.getByLabel('Name of property 1').fill('renewal date')
    await form.getByLabel('Value of', { exact: false }).fill('2027-01-04')
    await form.getByRole('button', { name: 'Create' }).click()
    await page.getByRole('heading', { level: 1, name: 'Ines Calder' }).waitFor()
    await region('Details').getByText('+1 303 555 0114').waitFor()
    await region('Details').getByText('RENEWAL_DATE').waitFor()
    await region('Campaigns').getByText('They are in no campaign.').waitFor()

    await region('Details').getByRole('button', { name: 'Edit' }).click()
    await page.getByLabel('Phones').fill('+1 303 555 0114\n(646) 555-0113')
    await button('Where they are').click()
    await page.getByLabel('State or province').fill('CO')
    await page.getByLabel('Country (two letters)').fill('us')
    await button('Save').click()
    await region('Details').getByText('CO, US').waitFor()
    expect(await region('Details').innerText()).toMatch(/303 555 0114[\s\S]*646 555 0113/)

    await page.getByRole('link', { name: 'Contacts' }).first().click()
    await search('ines cal', ['Ines Calder'])
    await search('+1 303 555 0114', ['Ines Calder'])
    await page.getByLabel('Tag', { exact: true }).fill('vip')
    await expect.poll(names, SOON).toEqual(['Ines Calder'])
    await page.getByLabel('Tag', { exact: true }).fill('nobody has this')
    await page.getByText('Nobody matches these filters').waitFor()
    await button('Clear the filters').click()
    await expect.poll(async () => (await names()).length, SOON).toBeGreaterThan(20)
    expect(await page.getByLabel('Search contacts').inputValue()).toBe('')
  })

  it('says whose phone it is already', async () => {
    await contact({ name: 'Holds It', phones: ['+16465550116'] })
    await page.goto('/contacts')
    await button('New contact').click()
    await dialog('New contact').getByLabel('Name', { exact: true }).fill('Wants It')
    await dialog('New contact').getByLabel('Phones').fill('+1 646 555 0116')
    await button('Create').click()
    await page.getByRole('link', { name: 'See the contact who has it' }).click()
    await page.getByRole('heading', { level: 1, name: 'Holds It' }).waitFor()
  })

  it('takes a list in, into no campaign, and finds its people by it', async () => {
    await page.goto('/contacts')
    await button('Import').click()
    const buffer = Buffer.from('name,phone1,plan\nNia Listed,+1 646 555 0120,Gold\nOz Listed,+1 646 555 0121,Silver\n')
    const importing = dialog('Import into the address book')
    const file = { name: 'members.csv', mimeType: 'text/csv', buffer }
    await importing.getByLabel('File with the list', { exact: true }).setInputFiles(file)
    await importing.getByRole('button', { name: 'Import 2 rows' }).click()
    await importing.getByText('Import complete').waitFor(SOON)
    await importing.getByRole('button', { name: 'Done' }).click()

    await page.getByRole('tab', { name: 'Imports' }).click()
    const row = page.getByRole('table', { name: 'Imports' }).getByRole('row').filter({ hasText: 'members.csv' })
    await row.getByText('Address book', { exact: true }).waitFor()
    await page.getByRole('tab', { name: 'People' }).click()
    await button('More filters').click()
    await page.getByRole('combobox', { name: 'Brought in by' }).click()
    await page.getByRole('option', { name: /^members\.csv/ }).click()
    await expect.poll(async () => (await names()).toSorted(), SOON).toEqual(['Nia Listed', 'Oz Listed'])
    await page.getByRole('link', { name: 'Nia Listed' }).click()
    await region('Details').getByText('Gold', { exact: true }).waitFor()
    await page.getByRole('list', { name: 'What happened' }).getByText('Came in with members.csv').waitFor()
  })

  it('adds the selected, and all that match, to a live campaign, where they are called', async () => {
    const live = await liveCampaign('From the book', '+16465550100')
    for (const [name, phone, tag] of [
      ['Bea Chosen', '+16465550101', 'book-a'],
      ['Cal Chosen', '+16465550102', 'book-a'],
      ['Dot Passed', '+16465550103', 'book-a'],
      ['Eli Matching', '+16465550104', 'book-b'],
      ['Fay Matching', '+16465550105', 'book-b'],
    ] as const)
      await contact({ name, phones: [phone], tags: [tag] })

    await page.goto('/contacts?tag=book-a')
    await expect.poll(async () => (await names()).length, SOON).toBe(3)
    await page.getByLabel('Select Bea Chosen').check()
    await page.getByLabel('Select Cal Chosen').check()
    await page.getByText('2 selected').waitFor()
    await button('Add the selected to a campaign').click()
    await chooseCampaign('From the book')
    await button('Done').click()

    await page.goto('/contacts?tag=book-b')
    await expect.poll(async () => (await names()).length, SOON).toBe(2)
    await button('Add all that match').click()
    await chooseCampaign('From the book')
    await page.getByRole('link', { name: 'Go to From the book' }).click()

    for (const name of ['Bea Chosen', 'Cal Chosen', 'Eli Matching', 'Fay Matching'])
      await expect.poll(() => statusIn(live, name), CALLED).toBe('completed')
    expect(await statusIn(live, 'Dot Passed')).toBeUndefined()

    await page.goto('/contacts?q=Bea Chosen')
    await page.getByRole('link', { name: 'Bea Chosen' }).click()
    const campaigns = page.getByRole('list', { name: 'Campaigns they are in' })
    await campaigns.getByText('Completed', { exact: true }).waitFor()
    await campaigns.getByRole('link', { name: 'From the book' }).click()
    await dialog('Bea Chosen').getByRole('link', { name: 'Contact', exact: true }).click()
    await page.getByRole('heading', { level: 1, name: 'Bea Chosen' }).waitFor()
    const history = page.getByRole('list', { name: 'What happened' })
    await history.getByText('Became a lead of From the book').waitFor()
    await history.getByRole('link', { name: 'Called at +1 646 555 0101 for From the book' }).click()
    await page.getByRole('list', { name: 'Transcript' }).waitFor()
  })

  it('joins two entries that are one person, and leads from the old one to the new', async () => {
    const one = await contact({ name: 'Gus Twice', phones: ['+16465550106'], email: 'gus@example.com' })
    const other = await contact({ name: 'Gus Twice', phones: ['+16465550107'], tags: ['second'] })
    const [both, alone] = [await campaign('Both are in it'), await campaign('One is in it')]
    await app.api.post(`/campaigns/${both}/leads/from-contacts`, { contact_ids: [one, other] })
    await app.api.post(`/campaigns/${alone}/leads/from-contacts`, { contact_ids: [other] })
    const leadsOf = async (id: string) => (await app.api.get<{ leads: object[] }>(`/contacts/${id}`)).leads.length
    await expect.poll(async () => [await leadsOf(one), await leadsOf(other)], SOON).toEqual([1, 2])

    await page.goto(`/contacts/${one}`)
    await button('Merge with…').click()
    const merging = dialog('Merge with Gus Twice')
    await merging.getByRole('list', { name: 'Contacts that match' }).getByText('+1 646 555 0107').click()
    await merging
      .getByRole('region', { name: 'Leads' })
      .getByText(/^Both are in Both are in it/)
      .waitFor()
    await merging
      .getByRole('region', { name: 'Leads' })
      .getByText(/One is in it/)
      .waitFor()
    await merging.getByRole('region', { name: 'The contact as it will be' }).getByText('+1 646 555 0107').waitFor()
    await merging.getByRole('button', { name: 'Merge the two' }).click()
    await region('Details').getByText('+1 646 555 0107').waitFor()
    await region('Details').getByText('second').waitFor()
    await region('Campaigns').getByRole('link', { name: 'One is in it' }).waitFor()

    await page.goto(`/contacts/${other}`)
    await page.getByText('“Gus Twice” is part of this contact now').waitFor()
    await expect.poll(() => new URL(page.url()).pathname, SOON).toBe(`/contacts/${one}`)
  })

  it('exports what is held on somebody, and forgets them when they ask, but for the suppression', async () => {
    const id = await contact({ name: 'Hal Private', phones: ['+16465550108'], email: 'hal@example.com' })
    await page.goto(`/contacts/${id}`)
    await button('More').click()
    const item = page.getByRole('menuitem', { name: 'Export everything we hold' })
    const [download] = await Promise.all([page.waitForEvent('download'), item.click()])
    expect(readFileSync(await download.path(), 'utf8')).toContain('hal@example.com')

    await button('More').click()
    await page.getByRole('menuitem', { name: 'Erase' }).click()
    const erasing = dialog('Erase Hal Private?')
    const confirm = erasing.getByRole('button', { name: 'Erase for good' })
    await erasing.getByLabel('Reason').fill('asked by letter')
    expect(await confirm.isDisabled()).toBe(true)
    await erasing.getByLabel('Type “Hal Private” to erase them').fill('Hal Private')
    await confirm.click()
    await erasing.getByText('Erased', { exact: true }).waitFor(SOON)
    await button('Done').click()
    await page.getByRole('heading', { level: 1, name: 'Somebody who was erased' }).waitFor()
    expect(await page.getByRole('main').innerText()).not.toContain('Hal')

    await page.goto('/contacts?tab=erasures')
    await page.getByRole('table', { name: 'Erased people' }).getByText('asked by letter').waitFor()
    await page.goto('/contacts?q=Hal Private')
    await page.getByText('Nobody matches these filters').waitFor()
    await page.goto('/compliance/suppressions')
    await page.getByRole('cell', { name: '+1 646 555 0108', exact: true }).waitFor()
  })

  it('lets nobody be called again who said so', async () => {
    const id = await contact({ name: 'Ida Quiet', phones: ['+16465550109', '+16465550118'] })
    await page.goto(`/contacts/${id}`)
    await button('More').click()
    await page.getByRole('menuitem', { name: 'Do not call' }).click()
    const asking = dialog('Never call Ida Quiet again?')
    await asking.getByText('+1 646 555 0109 and +1 646 555 0118').waitFor()
    await asking.getByLabel('Reason').fill('said so at the door')
    await asking.getByRole('button', { name: 'Do not call' }).click()
    await expect.poll(() => region('Details').getByText('Suppressed', { exact: true }).count(), SOON).toBe(2)
    await region('Suppressions').getByText('+1 646 555 0118').waitFor()
  })

  it('leaves out whoever does not meet the criteria of a campaign, and says why', async () => {
    const id = await campaign('Only Colorado')
    await page.goto(`/campaigns/${id}/settings`)
    const criteria = region('Eligibility')
    await criteria.getByText('everybody who is added qualifies').waitFor()
    await button('Add a condition').click()
    await button('Add a condition').click()
    const [first, second] = [1, 2].map((i) => criteria.getByRole('group', { name: `Condition ${i}` }))
    await choose(first!, 'What', 'State or province')
    await choose(first!, 'Comparison', 'is one of')
    await first!.getByRole('combobox', { name: 'Value' }).fill('CO')
    await page.keyboard.press('Enter')
    await first!.getByRole('combobox', { name: 'Value' }).fill('UT')
    await page.keyboard.press('Enter')
    await choose(second!, 'What', 'A property or variable')
    await second!.getByLabel('Name of the variable').fill('amount due')
    await choose(second!, 'Comparison', 'is at least')
    await second!.getByLabel('Value').fill('plenty')
    await criteria
      .getByText('Somebody qualifies when state or province is one of CO, UT; and AMOUNT_DUE is at')
      .waitFor()
    await button('Save changes').click()
    await second!.getByText(/must be a number/).waitFor()
    await second!.getByLabel('Value').fill('100')
    await button('Save changes').click()
    await page.getByText('Everything is saved.').waitFor()

    const people = [
      { name: 'Jan Inside', phones: ['+13035550110'], address: { state: 'CO' }, variables: { 'amount due': 250 } },
      { name: 'Kim Outside', phones: ['+16465550112'], address: { state: 'NY' }, variables: { 'amount due': 250 } },
    ]
    for (const person of people) await app.api.post(`/campaigns/${id}/leads`, person)
    await page.goto(`/campaigns/${id}/contacts`)
    await button('Kim Outside').click()
    const panel = dialog('Kim Outside')
    await panel.getByText('Disqualified', { exact: true }).waitFor()
    await panel.getByText('State or province is one of CO, UT; found “NY”').waitFor()
    await button('Close the lead').click()
    await button('Jan Inside').click()
    await dialog('Jan Inside').getByText('Pending', { exact: true }).waitFor()
  })

  it('shows who called and wrote, whom they were taken for, and takes unknown people in', async () => {
    // A campaign that is done with its leads takes nobody in; this one waits for more.
    const id = await campaign('Inbound welcome', { execution: 'on_add' })
    await page.goto(`/campaigns/${id}/settings`)
    await region('Inbound')
      .getByRole('switch', { name: 'People who are not a lead yet join this campaign' })
      .press('Space')
    await region('Inbound').getByRole('checkbox', { name: 'They call' }).uncheck()
    await button('Save changes').click()
    await page.getByText('Everything is saved.').waitFor()
    await app.api.post(`/campaigns/${id}/leads`, { name: 'Lou Known', phones: ['+16465550119'] })
    await app.api.post(`/campaigns/${id}/start`)

    await page.goto('/conversations?direction=inbound')
    await comesIn({ kind: 'text', from: '+12025550114', says: 'Is my appointment still on?' })
    const rows = page.getByRole('table', { name: 'Inbound' })
    const row = rows.getByRole('row').filter({ hasText: 'Is my appointment still on?' })
    await row.getByText('Joined', { exact: true }).waitFor(SOON)
    await row.getByRole('link', { name: 'Inbound welcome' }).waitFor()
    await row.getByRole('button').first().click()
    const panel = dialog('+1 202 555 0114')
    await panel.getByText('Is my appointment still on?').waitFor()
    await panel.getByText('+1 646 555 0190').waitFor()
    await button('Close the conversation').click()

    await comesIn({ kind: 'text', from: '+16465550119', says: 'Please call me' })
    const known = rows.getByRole('row').filter({ hasText: 'Please call me' })
    await known.getByText('Lou Known').waitFor(SOON)
    await known.getByText('Lead', { exact: true }).waitFor()

    await comesIn({ kind: 'call', from: '+16465550119' })
    const call = rows.getByRole('row').filter({ hasText: 'Lou Known' }).filter({ hasText: 'Interested' })
    await call.getByText(/talk$/).waitFor(CALLED)
    await call.getByRole('button', { name: 'Lou Known' }).click()
    await dialog('Lou Known')
      .getByRole('list', { name: 'Transcript' })
      .getByText(/artificial voice/)
      .waitFor()
    await dialog('Lou Known').getByRole('link', { name: 'Lou Known' }).click()
    await page.getByRole('list', { name: 'What happened' }).getByText('Called us').waitFor()
  })

  async function choose(within: ReturnType<Page['getByRole']>, what: string, option: string): Promise<void> {
    await within.getByRole('combobox', { name: what }).click()
    await page.getByRole('option', { name: option, exact: true }).click()
  }
  /** Somebody out there calls or writes the tests' own number. */
  async function comesIn(what: { kind: 'call' | 'text'; from: string; says?: string }): Promise<void> {
    const answer = await fetch(`${app.url}/sandbox/inbound`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify({ ...what, to: '+16465550190' }),
    })
    expect(answer.ok, await answer.text()).toBe(true)
  }
})
