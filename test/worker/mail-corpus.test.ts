import { beforeEach, describe, expect, it } from 'vitest'
import { CASES, type MailCase, PASS, SENDERS } from '../corpus/mails/cases.ts'
import { authenticated, MailWorld } from '../support/mail-world.ts'

/** Every mail of the corpus, through the whole way: received, decided on, imported and answered. */

const composed = import.meta.glob('../corpus/mails/composed/*.eml', {
  query: '?raw',
  import: 'default',
  eager: true,
})

function rawOf({ raw }: MailCase): Uint8Array<ArrayBuffer> {
  if ('bytes' in raw) return raw.bytes()
  const text = composed[`../corpus/mails/composed/${raw.composed}.eml`]
  if (text === undefined) throw new Error(`run test/corpus/mails/compose.ts: there is no ${raw.composed}.eml`)
  return Uint8Array.from(new TextEncoder().encode(text))
}

let mails: MailWorld
beforeEach(async () => {
  mails = await MailWorld.create(SENDERS)
})

describe('the corpus of mails', () => {
  it('has every mail that was composed, and enough of them', () => {
    const used = CASES.flatMap(({ raw }) => ('composed' in raw ? [`${raw.composed}.eml`] : []))
    const held = ['other-headings.eml', 'other-order.eml']
    expect(
      Object.keys(composed)
        .map((path) => path.split('/').at(-1)!)
        .sort(),
    ).toEqual([...used, ...held].sort())
    expect(CASES.length).toBeGreaterThan(60)
  })

  it.each(CASES.map((it) => [it.name, it] as const))(
    '%s',
    async (_, it) => {
      const raw = authenticated(rawOf(it), it.results === undefined ? PASS : it.results, it.forged)
      expect(await mails.receive(raw, { from: it.envelopeFrom ?? 'jo@example.com' })).toMatchObject({ ok: true })
      await mails.drain()

      const [mail, ...others] = await mails.mails()
      expect(others).toEqual([])
      expect({ status: mail.status, reason: mail.reason }, mail.message).toEqual({
        status: it.status,
        reason: it.reason ?? '',
      })
      const names = mail.attachments.filter((one: { import_id: string | null }) => one.import_id !== null)
      expect(names.map((one: { filename: string }) => one.filename)).toEqual(it.imported ?? [])
      const bad = mail.attachments.filter((one: { import_id: string | null }) => one.import_id === null)
      if (it.refused) expect(bad.map((one: { filename: string }) => one.filename)).toEqual(Object.keys(it.refused))
      for (const one of bad) expect(one.message).toContain(it.refused?.[one.filename] ?? '')
      expect(await mails.leads()).toBe(it.leads ?? 0)

      const answered = it.answered ?? true
      expect({ reply: mail.reply, answers: mails.sent.length }).toEqual({
        reply: answered ? 'sent' : 'none',
        answers: answered ? 1 : 0,
      })
      if (it.says !== undefined) expect(answered ? mails.sent[0]!.text : mail.message).toContain(it.says)
      // Nothing of the mail itself stays.
      expect((await mails.files()).filter((key) => key.includes('/mails/'))).toEqual([])
    },
    30_000,
  )
})
