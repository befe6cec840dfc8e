import type { Evidence } from './evidence.ts'
import type { WebhookReceiver } from './webhook-receiver.ts'

/** Each event that should exist is there once, and came at least once over the wire; an id never with two different bodies. */
export function wrongWebhooks(
  { database }: Pick<Evidence, 'database'>,
  receiver: Pick<WebhookReceiver, 'bodies' | 'wrong'>,
  registeredAt: number,
): string[] {
  const events = new Map(database.webhookEvents.map((event) => [event.id, event]))
  const settled = database.webhookEvents.filter(({ type }) => type === 'attempt.settled')
  const perAttempt = new Map<string, number>()
  for (const { data } of settled) {
    const id = /att_[0-9a-z]+/.exec(data)?.[0] ?? 'an unknown attempt'
    perAttempt.set(id, (perAttempt.get(id) ?? 0) + 1)
  }
  const missing = database.attempts.flatMap((attempt) => {
    if (attempt.counted !== 1 || attempt.state !== 'settled' || attempt.permitted_at < registeredAt) return []
    const n = perAttempt.get(attempt.id) ?? 0
    return n === 1 ? [] : [`${attempt.id} has ${n} events attempt.settled`]
  })
  const givenBack = database.attempts.flatMap((attempt) =>
    attempt.counted === 0 && perAttempt.has(attempt.id) ? [`${attempt.id} was given back and has an event`] : [],
  )
  const silent = [...events.keys()].flatMap((id) =>
    receiver.bodies.has(id) ? [] : [`${id} (${events.get(id)!.type}) never arrived`],
  )
  const strange = [...receiver.bodies].flatMap(([id, bodies]) => [
    ...(events.has(id) ? [] : [`${id} arrived, and there is no such event`]),
    ...(bodies.size > 1 ? [`${id} arrived with ${bodies.size} different bodies`] : []),
  ])
  const undelivered = database.webhookDeliveries
    .filter(({ state }) => state !== 'delivered')
    .map((it) => `delivery ${it.id} of ${it.event_id} is ${it.state} after ${it.tries} tries`)
  return [...missing, ...givenBack, ...silent, ...strange, ...undelivered, ...receiver.wrong]
}
