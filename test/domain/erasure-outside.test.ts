import { describe, expect, it } from 'vitest'
import { createRecordings } from '../../src/adapters/signalwire/recordings.ts'
import { findsPerson } from '../../src/app/erasures/find-in-files.ts'

/** What an erasure does outside the database: recordings at the carrier, and lists in the file store. */

const ID = '0f8b9a3e-1111-4222-8333-444455556666'
const URL = `https://files.swire.io/space/project/recordings/${ID}.wav`

function carrier(answers: Record<string, number>) {
  const asked: string[] = []
  const recordings = createRecordings({
    carrierBaseUrl: 'https://space.signalwire.com',
    projectId: 'p',
    apiToken: 't',
    fetch: async (url, { method = 'GET', headers }) => {
      asked.push(`${method} ${url} ${new Headers(headers).get('Authorization')?.split(' ')[0]}`)
      const status = answers[method] ?? 404
      const sound = { 'Content-Type': 'audio/wav' }
      return new Response(status === 204 ? null : 'RIFF', { status, headers: method === 'GET' ? sound : {} })
    },
  })
  return { recordings, asked }
}

describe('a recording at the carrier', () => {
  it('is deleted by the id its file is named by', async () => {
    const { recordings, asked } = carrier({ DELETE: 204 })
    expect(await recordings.remove(URL)).toBe(true)
    expect(asked).toEqual([`DELETE https://space.signalwire.com/api/relay/rest/recordings/${ID} Basic`])
  })

  it('that is not known there is gone only if its file is', async () => {
    expect(await carrier({ DELETE: 404, GET: 404 }).recordings.remove(URL)).toBe(true)
    expect(await carrier({ DELETE: 404, GET: 206 }).recordings.remove(URL)).toBe(false)
  })

  it('is tried again when the carrier is away, and left when it refuses', async () => {
    for (const status of [500, 503, 429])
      await expect(carrier({ DELETE: status }).recordings.remove(URL)).rejects.toThrow(String(status))
    for (const status of [401, 403, 422]) expect(await carrier({ DELETE: status }).recordings.remove(URL)).toBe(false)
  })

  it('of another host, or without an id, is asked of nobody', async () => {
    const { recordings, asked } = carrier({ DELETE: 204 })
    for (const url of [
      `https://evil.example/recordings/${ID}.wav`,
      'https://files.swire.io/s/p/recordings/latest.wav',
      `https://files.swire.io/s/p/recordings/${ID}.wav/../../x`,
    ])
      expect(await recordings.remove(url), url).toBe(false)
    expect(asked).toEqual([])
  })
})

describe('a list', () => {
  const target = { phones: ['+13125550101', '+442079460123'], emails: ['zenobia+q@quibble.example'] }
  const finds = (bytes: Uint8Array, size = 7) => {
    const body = () =>
      new ReadableStream<Uint8Array>({
        start(controller) {
          for (let at = 0; at < bytes.length; at += size) controller.enqueue(bytes.slice(at, at + size))
          controller.close()
        },
      })
    return findsPerson({ read: async () => ({ body: body(), bytes: bytes.length, contentType: null }) }, ['k'], target)
  }
  const utf8 = (text: string) => new TextEncoder().encode(text)
  const utf16 = (text: string) => new Uint8Array(new Uint16Array([...text].map((it) => it.charCodeAt(0))).buffer)

  it.each([
    '+13125550101',
    '3125550101',
    '1-312-555-0101',
    '(312) 555-0101',
    '312.555.0101',
    '312 / 555 01 01',
    '312\u00a0555\u00a00101',
    '020 7946 0123',
    '+44 (0)20 7946 0123',
    'Zenobia+Q@Quibble.example',
  ])('that names somebody as %s is found, wherever the parts of the file end', async (text) => {
    const line = `name,phone\nNobody,+12125550100\nZ,"${text}",x\n`
    expect(await finds(utf8(line))).toBe(true)
    expect(await finds(utf16(line))).toBe(true)
  })

  it.each(['+13125550102', '31255501019', 'zenobiaq@quibble.example', '312555\n0101x555'])(
    'with %s is somebody else’s',
    async (text) => {
      expect(await finds(utf8(`name,phone\nZ,${text}\n`))).toBe(false)
    },
  )
})
