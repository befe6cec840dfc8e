import { createHmac, timingSafeEqual } from 'node:crypto'
import { createServer, type Server } from 'node:http'

/** A customer's endpoint: takes what comes, checks the signature (Standard Webhooks), and remembers the bodies of each id. */
export class WebhookReceiver {
  readonly bodies = new Map<string, Set<string>>()
  readonly wrong: string[] = []
  received = 0
  /** Given when the endpoint is registered. */
  secret: string | null = null
  private readonly server: Server

  private constructor(server: Server) {
    this.server = server
  }

  static async start(): Promise<WebhookReceiver> {
    const server = createServer()
    const receiver = new WebhookReceiver(server)
    server.on('request', (request, response) => {
      const parts: Buffer[] = []
      request.on('data', (part: Buffer) => parts.push(part))
      request.on('end', () => {
        const text = Buffer.concat(parts).toString('utf8')
        receiver.take(text, request.headers)
        response.writeHead(204).end()
      })
    })
    await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
    return receiver
  }

  get url(): string {
    const address = this.server.address()
    if (address === null || typeof address === 'string') throw new Error('The receiver does not listen')
    return `http://127.0.0.1:${address.port}/webhooks`
  }

  stop(): void {
    this.server.close()
    this.server.closeAllConnections()
  }

  private take(body: string, headers: NodeJS.Dict<string | string[]>): void {
    const [id, timestamp, signature] = ['webhook-id', 'webhook-timestamp', 'webhook-signature'].map((name) =>
      String(headers[name] ?? ''),
    ) as [string, string, string]
    this.received += 1
    if (!this.isSigned(`${id}.${timestamp}.${body}`, signature)) this.wrong.push(`${id}: the signature is wrong`)
    const bodies = this.bodies.get(id) ?? new Set()
    this.bodies.set(id, bodies.add(body))
  }

  private isSigned(content: string, header: string): boolean {
    const key = Buffer.from((this.secret ?? '').replace(/^whsec_/, ''), 'base64')
    const should = createHmac('sha256', key).update(content).digest()
    return header.split(' ').some((entry) => {
      const [version, value] = entry.split(',')
      const was = Buffer.from(value ?? '', 'base64')
      return version === 'v1' && was.length === should.length && timingSafeEqual(was, should)
    })
  }
}
