import { startLocalServer } from './local-server.ts'
import { seed } from './seed.ts'

const port = Number(process.env.PORT ?? 8787)
const wanted = process.env.SEED ?? 'demo'
if (wanted !== 'demo' && wanted !== 'none') {
  console.error('SEED is "demo" (a campaign that dials by itself) or "none" (organization, agents and numbers only).')
  process.exit(1)
}

const server = await startLocalServer({
  port,
  stateDir: process.env.STATE_DIR ?? '.state',
  speed: Number(process.env.SANDBOX_SPEED ?? 60),
  startAt: process.env.SANDBOX_START,
  carrierUrl: process.env.CARRIER_URL,
}).catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error)
  process.exit(1)
})
await seed(server.url, wanted).catch(async (error: unknown) => {
  console.error(error instanceof Error ? error.message : error)
  await server.stop()
  process.exit(1)
})

console.log(`
Sundial is running in its sandbox: nobody is really called.
  Dashboard      ${server.url}
  API reference  ${server.url}/api/docs     (Authorization: Bearer sundial_local_key)
  Sandbox        ${server.url}/sandbox/
Stop with Ctrl-C; the state stays in ${process.env.STATE_DIR ?? '.state'}.`)

let stopping = false
async function stop(code: number): Promise<void> {
  if (stopping) return
  stopping = true
  server.time.save()
  await server.stop()
  process.exit(code)
}
process.on('SIGINT', () => void stop(0))
process.on('SIGTERM', () => void stop(0))
process.on('SIGHUP', () => void stop(0))
// A parent that was killed cannot pass anything on.
const parent = process.ppid
setInterval(() => process.ppid === parent || void stop(0), 1_000).unref()
void server.ended.then((code) => {
  if (!stopping) {
    console.error(`The Worker ended by itself (${code}).`)
    process.exit(1)
  }
})
