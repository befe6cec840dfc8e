import { createServer, type IncomingHttpHeaders, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Page } from 'playwright'
import { Webhook } from 'standardwebhooks'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { expectAccessible, expectNoSidewaysScroll } from '../support/browser.ts'
import { useJourney } from '../support/journey.ts'
import { type App, WHOLE_COUNTRY_AWAKE } from '../support/start-app.ts'

/** What a developer does with webhooks, in a real browser, with a receiver on this machine. */

const SPEED = 120

describe('webhooks', () => {
  let app: App
  let page: Page
  let receiver: Server
  let url: string
  let answer = 204
  const got: { headers: IncomingHttpHeaders; body: string }[] = []

  beforeAll(async () => {
    receiver = createServer((request, response) => {
      const chunks: Buffer[] = []
      request.on('data', (chunk: Buffer) => chunks.push(chunk))
      request.on('end', () => {
        got.push({ headers: request.headers, body: Buffer.concat(chunks).toString() })
        response.writeHead(answer).end()
      })
    })
    await new Promise<void>((done) => receiver.listen(0, '127.0.0.1', done))
    url = `http://127.0.0.1:${(receiver.address() as AddressInfo).port}/hook`
  })
  afterAll(() => {
    receiver?.close()
  })
  const journey = useJourney(SPEED, WHOLE_COUNTRY_AWAKE)
  beforeEach(async () => {
    app = journey.app
    page = journey.page
    await page.goto('/developers')
  })

  const button = (name: string | RegExp) => page.getByRole('button', { name, exact: true })
  const delivery = (type: string) => page.getByRole('listitem').filter({ hasText: type })

  it('are set up, tested, read and sent again', async () => {
    await page.getByText('Nobody is told yet').waitFor()
    await expectAccessible(page)
    await button('Add an endpoint').click()
    await page.getByRole('textbox', { name: 'Address' }).fill('https://169.254.169.254/latest')
    await page.getByText('Only some events').click()
    await page.getByRole('checkbox', { name: 'campaign.paused' }).check()
    const save = page.getByRole('dialog').getByRole('button', { name: 'Add the endpoint' })
    await save.click()
    await page.getByRole('dialog').getByText('must name a host, not an IP address').waitFor()
    await page.getByRole('textbox', { name: 'Address' }).fill(url)
    await save.click()
    const secret = (await page.getByText(/^whsec_/).textContent()) ?? ''
    await button('I have kept it').click()
    await page.getByText(secret).waitFor({ state: 'detached' })

    await button('Test').click()
    await page.getByText('has it (HTTP 204)').waitFor()
    const { data } = await app.api.get<{ data: { id: string; name: string }[] }>('/campaigns?status=active')
    const { id, name } = data[0]!
    await app.api.post(`/campaigns/${id}/pause`)
    await button('Deliveries').click()
    await delivery('campaign.paused').getByText('Delivered').waitFor()
    const told = got.map(({ headers, body }) => new Webhook(secret).verify(body, headers as Record<string, string>))
    expect(told).toMatchObject([
      { type: 'webhook.test' },
      { type: 'campaign.paused', data: { campaign_id: id, name, status: 'paused' } },
    ])
    await button('Show what campaign.paused carries').click()
    await page.getByText(`"campaign_id": "${id}"`).waitFor()
    await expectAccessible(page)

    answer = 500
    await button('Send campaign.paused again').click()
    await delivery('campaign.paused').getByText('answered 500').waitFor()
    answer = 204
    await button('Send campaign.paused again').click()
    await delivery('campaign.paused').getByText('answered 500').waitFor({ state: 'detached' })
    await delivery('campaign.paused').getByText('Delivered').waitFor()
    expect(new Set(got.slice(1).map(({ headers }) => headers['webhook-id'])).size).toBe(1)
  })

  it('are switched off and deleted; on a phone nothing sticks out', async () => {
    await page.setViewportSize({ width: 390, height: 844 })
    await page.reload()
    await page.getByText(url).waitFor()
    await expectNoSidewaysScroll(page)
    await page.getByRole('switch', { name: /^Tell/ }).press('Space')
    await page.getByText('Off', { exact: true }).waitFor()
    await button(/^More for/).click()
    await page.getByRole('menuitem', { name: 'Delete' }).click()
    await button('Delete the endpoint').click()
    await page.getByText('Nobody is told yet').waitFor()
  })
})
