import { startLocalServer } from './local-server.ts'

/** The simulated carrier as a process of its own, so that faults of the product do not touch its ledger. */
const port = Number(process.env.PORT ?? 8788)
const server = await startLocalServer({
  port,
  stateDir: process.env.STATE_DIR ?? '.state-sandbox',
  speed: Number(process.env.SANDBOX_SPEED ?? 60),
  startAt: process.env.SANDBOX_START,
  carrierUrl: undefined,
})
console.log(`The sandbox answers at ${server.url}/sandbox. Start Sundial with CARRIER_URL=${server.url}/sandbox`)
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
  process.on(signal, () => {
    server.time.save()
    void server.stop().then(() => process.exit(0))
  })
}
