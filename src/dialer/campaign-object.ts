import { createDurable } from 'itty-durable'
import type { CallEvent } from '../domain/call.ts'
import type { Bindings } from '../env.ts'
import type { CallBack, LiveCampaign } from '../ports.ts'
import { calledBack } from './called-back.ts'
import type { DialerDeps } from './deps.ts'
import { dropNamed, noteRemoved } from './drop-removed.ts'
import { Engine } from './engine.ts'
import { forgetCampaign } from './forget.ts'
import { hear } from './hear.ts'
import { changeLead, type PersonAction } from './lead-actions.ts'
import { liveJson, liveOf } from './live.ts'
import { RETRY_MS, workOff } from './loop.ts'
import { tryAgain } from './try-again.ts'
import { withdraw } from './withdraw.ts'

/** Messages to the screens are sent at most this often (real ms). */
const BROADCAST_MS = 300
/** A question waits this long at most for an object that has just woken (real ms). */
const LOOK_MS = 500
/** One run of the loop lasts this long at most (real ms). */
const RUN_MS = 30_000

/**
 * The campaign's Durable Object: a thin shell (commands, alarm, sockets) round the engine. Commands arrive by itty-durable: their
 * arguments travel in a request header, so they are small and ASCII (see client.ts); bulk data is pulled from D1.
 *
 * itty hands out a proxy of `this`, which rules out `#private` members; everything of substance is in `engine` anyway.
 */
export function campaignObject(buildDeps: (env: Bindings, state: DurableObjectState) => DialerDeps) {
  return class CampaignObject extends createDurable({ autoReturn: false }) {
    engine: Engine
    makeEngine: () => Engine
    objectState: DurableObjectState
    working: Promise<void> | null = null
    again = false
    alarmAt: number | null = null
    lastSentAt = 0
    sendTimer: ReturnType<typeof setTimeout> | null = null

    constructor(state: DurableObjectState, env: Bindings) {
      super(state as unknown as Record<string, unknown>, env as unknown as Record<string, unknown>)
      this.objectState = state
      this.makeEngine = () =>
        new Engine(buildDeps(env, state), state.storage.sql, (work) => {
          const done = work.catch((error: unknown) => this.complain('background', error)).then(() => this.kick())
          state.waitUntil(done)
        })
      this.engine = this.makeEngine()
    }

    /** The campaign changed in D1: status, settings, agent, numbers. */
    async refresh(campaignId: string): Promise<{ ok: true }> {
      this.engine.meta.adopt(campaignId)
      await this.engine.exclusive(() => this.engine.load())
      this.kick()
      return { ok: true }
    }

    async more(campaignId: string): Promise<{ ok: true }> {
      this.engine.meta.adopt(campaignId)
      this.engine.intakeDue = true
      this.kick()
      return { ok: true }
    }

    /** Leads were deleted from D1 (undoing an import). */
    async leadsRemoved(campaignId: string, seqs: number[] | null = null): Promise<{ ok: true }> {
      this.engine.meta.adopt(campaignId)
      if (seqs === null) noteRemoved(this.engine)
      else await dropNamed(this.engine, seqs)
      this.kick()
      return { ok: true }
    }

    async leadChanged(
      campaignId: string,
      leadId: string,
      action: PersonAction,
    ): Promise<{ ok: boolean; message: string }> {
      this.engine.meta.adopt(campaignId)
      const answer = await changeLead(this.engine, leadId, action)
      this.kick()
      return answer
    }

    /** Somebody the campaign meant to call has called us. */
    async calledBack(campaignId: string, leadId: string, call: CallBack): Promise<{ done: boolean; counted: boolean }> {
      this.engine.meta.adopt(campaignId)
      const answer = await calledBack(this.engine, leadId, call)
      this.kick()
      return answer
    }

    /** `events` as JSON in ASCII: what people said may be in any script, and headers may not. */
    async event(
      campaignId: string,
      attemptId: string,
      carrierCallId: string | null,
      events: string,
      requestId: string | null = null,
    ): Promise<{ known: boolean }> {
      try {
        const list = JSON.parse(events) as CallEvent[]
        const known = await hear(this.engine, { campaignId, attemptId, carrierCallId }, list)
        if (known) this.kick()
        // The carrier is told that it was heard only when no crash can make it unheard.
        await this.engine.stored(attemptId)
        return { known }
      } catch (error) {
        this.complain('event', error, { request_id: requestId, attempt_id: attemptId })
        // It may have completed a result all the same, whose other callbacks wait for it to be stored.
        this.kick()
        throw error
      }
    }

    /** A person asks to try again what was set aside (app/stuck-items/retry.ts). */
    async tryAgain(campaignId: string, kind: string, subject: string): Promise<{ found: boolean; message: string }> {
      this.engine.meta.adopt(campaignId)
      const answer = await tryAgain(this.engine, kind, subject)
      this.kick()
      return answer
    }

    async withdraw(campaignId: string, attemptIds: string[]): Promise<{ ok: true }> {
      this.engine.meta.adopt(campaignId)
      await withdraw(this.engine, attemptIds)
      return { ok: true }
    }

    async reconcile(campaignId: string): Promise<{ ok: true }> {
      this.engine.meta.adopt(campaignId)
      this.engine.meta.set({ recovered: false })
      this.kick()
      return { ok: true }
    }

    async live(campaignId: string): Promise<LiveCampaign> {
      this.engine.meta.adopt(campaignId)
      await this.look()
      return liveOf(this.engine)
    }

    async forget(campaignId: string): Promise<{ ok: true }> {
      await forgetCampaign(this.engine, campaignId)
      for (const socket of this.objectState.getWebSockets()) socket.close(1000, 'deleted')
      await this.objectState.storage.deleteAlarm()
      await this.objectState.storage.deleteAll()
      // A command that comes after this finds an object that knows nothing, not one with a memory and no tables.
      this.engine = this.makeEngine()
      return { ok: true }
    }

    override async fetch(request: Request, ...rest: unknown[]): Promise<Response> {
      if (request.headers.get('upgrade')?.toLowerCase() !== 'websocket') return super.fetch(request, ...rest)
      const campaignId = request.headers.get('x-campaign-id')
      if (!campaignId) return new Response('Missing campaign', { status: 400 })
      this.engine.meta.adopt(campaignId)
      await this.look()
      const { 0: client, 1: server } = new WebSocketPair()
      this.objectState.acceptWebSocket(server)
      server.send(JSON.stringify({ type: 'live', live: liveJson(liveOf(this.engine)) }))
      const protocol = request.headers.get('sec-websocket-protocol')?.split(',')[0]?.trim()
      return new Response(null, {
        status: 101,
        webSocket: client,
        headers: protocol ? { 'sec-websocket-protocol': protocol } : {},
      })
    }

    async alarm(): Promise<void> {
      this.alarmAt = null
      await this.work()
    }

    async webSocketMessage(socket: WebSocket): Promise<void> {
      if (this.engine.meta.state !== null) await this.look()
      socket.send(JSON.stringify({ type: 'live', live: liveJson(liveOf(this.engine)) }))
    }

    webSocketClose(socket: WebSocket, code: number): void {
      socket.close(code === 1005 || code === 1006 ? 1000 : code)
    }

    /** Woken by this very question: the loop looks once before it is answered, but nobody waits for the work of a million leads. */
    async look(): Promise<void> {
      if (this.engine.campaign) return
      const work = this.work()
      this.objectState.waitUntil(work)
      await Promise.race([work, new Promise((resolve) => setTimeout(resolve, LOOK_MS))])
    }

    /** Runs the loop in the background unless it is running; then it runs once more. */
    kick(): void {
      this.again = true
      if (!this.working) this.objectState.waitUntil(this.work())
    }

    work(): Promise<void> {
      if (this.working) return this.working
      this.working = this.runLoop().finally(() => {
        this.working = null
        if (this.again) this.kick()
      })
      return this.working
    }

    async runLoop(): Promise<void> {
      let wakeAt: number | null
      const realNow = () => this.engine.deps.clock.toReal(this.engine.now())
      const until = realNow() + RUN_MS
      do {
        this.again = false
        wakeAt = this.engine.meta.state === null ? null : await this.turn()
        this.announce()
        // An alarm has 15 minutes, and callbacks may never pause: who called this gets it back, and the loop goes on by itself.
      } while (this.again && realNow() < until)
      await this.arm(wakeAt)
    }

    /** Whatever goes wrong, there is a next time. */
    async turn(): Promise<number | null> {
      try {
        return await workOff(this.engine)
      } catch (error) {
        this.complain('loop', error)
        return this.engine.now() + RETRY_MS
      }
    }

    complain(where: string, error: unknown, about: Record<string, unknown> = {}): void {
      const campaign_id = this.engine.meta.state?.campaignId
      this.engine.deps.log.error('dialer.failed', { campaign_id, where, ...about, error: String(error) })
    }

    /** One alarm. Written only when it changes, since every setAlarm is a billed row, and never for "now" (workerd#6866). */
    async arm(wakeAt: number | null): Promise<void> {
      if (wakeAt === null) return
      const realNow = this.engine.deps.clock.toReal(this.engine.now())
      const at = Math.max(realNow + 1, Math.ceil(this.engine.deps.clock.toReal(wakeAt)))
      if (this.alarmAt !== null && this.alarmAt <= at && this.alarmAt > realNow) return
      this.alarmAt = at
      await this.objectState.storage.setAlarm(at)
    }

    announce(): void {
      const sockets = this.objectState.getWebSockets()
      if (sockets.length === 0) {
        this.engine.changed.clear()
        return
      }
      if (this.sendTimer !== null) return
      const send = () => {
        this.sendTimer = null
        this.lastSentAt = this.engine.deps.clock.toReal(this.engine.now())
        const leads = [...this.engine.changed]
        this.engine.changed.clear()
        const message = JSON.stringify({ type: 'live', live: liveJson(liveOf(this.engine)) })
        const changed = JSON.stringify({ type: 'changed', lead_ids: leads })
        for (const socket of this.objectState.getWebSockets()) {
          try {
            socket.send(message)
            if (leads.length > 0) socket.send(changed)
          } catch {
            // Gone; its close event follows.
          }
        }
      }
      const since = this.engine.deps.clock.toReal(this.engine.now()) - this.lastSentAt
      if (since >= BROADCAST_MS) send()
      else this.sendTimer = setTimeout(send, BROADCAST_MS - since)
    }
  }
}
