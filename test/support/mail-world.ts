import { processImportChunk } from '../../src/app/imports/process-chunk.ts'
import { answerMail } from '../../src/app/mails/answer.ts'
import { processMail } from '../../src/app/mails/process.ts'
import { receiveMail } from '../../src/app/mails/receive.ts'
import type { Mailer, OutgoingMail, Queues } from '../../src/ports.ts'
import { addCampaign } from './api-rows.ts'
import { type ApiWorld, bindings, createApiWorld, type Json } from './api-world.ts'

/** An answer looks again and again whether the imports are over. */
const MOST_TURNS = 30

type MailMessage = Parameters<Queues['mail']>[0]

/** The way a mail takes, on real D1 and R2, with queues that are worked off by hand. */
export class MailWorld {
  readonly world: ApiWorld
  readonly campaignId: string
  address = ''
  readonly queue: MailMessage[] = []
  readonly chunks: { importId: string; orgId: string; chunk: number }[] = []
  readonly sent: OutgoingMail[] = []
  /** What the mail service says next, instead of taking the mail. */
  readonly failures: { error: string; isFinal: boolean }[] = []

  private constructor(world: ApiWorld, campaignId: string) {
    this.world = world
    this.campaignId = campaignId
    const mailer: Mailer = {
      send: async (mail) => {
        const failure = this.failures.shift()
        if (failure) return { ok: false, ...failure }
        this.sent.push(mail)
        return { ok: true }
      },
    }
    world.deps.mail = { ...world.deps.mail, mailer, from: 'Sundial <lists@mail.sundial.test>' }
    world.deps.queues.mail = async (message) => void this.queue.push(message)
    world.deps.queues.importChunk = async (message) => void this.chunks.push(message)
  }

  /** A campaign with a mailbox for these senders. */
  static async create(senders: string[], more: Json = {}): Promise<MailWorld> {
    const world = await createApiWorld()
    const campaign = await addCampaign(world)
    const mails = new MailWorld(world, campaign.id)
    await mails.setUp({ senders, ...more })
    return mails
  }

  async setUp(input: Json): Promise<void> {
    const body = { enabled: true, mapping: null, headers: null, ...input }
    const answer = await this.world.request('PUT', `/campaigns/${this.campaignId}/mailbox`, body)
    if (answer.status !== 200) throw new Error(JSON.stringify(answer.body))
    this.address = answer.body.address
  }

  receive(raw: Uint8Array, envelope: { to?: string; from?: string } = {}) {
    const to = envelope.to ?? this.address
    const from = envelope.from ?? 'jo@example.com'
    return receiveMail(this.world.deps, { to, from, raw: inPieces(raw), declaredBytes: raw.length })
  }

  /** Works everything off: mails, the imports they bring, answers. Time passes as it has to. */
  async drain(): Promise<void> {
    for (let turn = 0; this.queue.length + this.chunks.length > 0 && turn < MOST_TURNS; turn++) {
      await this.drainChunks()
      for (const message of this.queue.splice(0)) await this.handle(message)
      this.world.setTime(this.world.deps.clock.now() + 60_000)
    }
  }

  async drainChunks(): Promise<void> {
    for (const chunk of this.chunks.splice(0)) await processImportChunk(this.world.deps, chunk)
  }

  async handle({ step, mailId, orgId, campaignId }: MailMessage): Promise<void> {
    const key = { orgId, campaignId, id: mailId }
    await (step === 'process' ? processMail(this.world.deps, key) : answerMail(this.world.deps, key))
  }

  /** Newest first, as the dashboard sees them. */
  async mails(): Promise<Json[]> {
    return (await this.world.get(`/campaigns/${this.campaignId}/mails`)).data
  }

  async leads(): Promise<number> {
    const sql = 'SELECT count(*) AS n FROM leads WHERE campaign_id = ?1'
    return (await bindings.DB.prepare(sql).bind(this.campaignId).first<number>('n')) ?? 0
  }

  async files(): Promise<string[]> {
    return (await bindings.FILES.list()).objects.map((it) => it.key)
  }
}

/** As they come over the network. */
async function* inPieces(raw: Uint8Array): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < raw.length; at += 65_536) yield raw.subarray(at, at + 65_536)
}

/** The mail as it leaves the receiving side: with what that found out on top. */
export function authenticated(raw: Uint8Array, results: string | null, below = ''): Uint8Array<ArrayBuffer> {
  const top = new TextEncoder().encode(`${results === null ? '' : `Authentication-Results: ${results}\r\n`}${below}`)
  const out = new Uint8Array(top.length + raw.length)
  out.set(top)
  out.set(raw, top.length)
  return out
}
