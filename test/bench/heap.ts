import { createServer } from 'node:net'
import { sleep } from './statistics.ts'

/** A port nobody listens on, for the inspector of workerd. */
export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer()
    server.once('error', reject)
    server.listen(0, '127.0.0.1', () => {
      const address = server.address()
      server.close(() => resolve(typeof address === 'object' && address !== null ? address.port : 0))
    })
  })
}

/**
 * Bytes the product's isolate holds after a garbage collection: the Worker and all its objects, which share one heap here. workerd listens
 * to its inspector only while it has something to do: `poke` gives it something.
 */
export async function heapBytes(inspectorPort: number, poke: () => Promise<unknown>): Promise<number> {
  let isDone = false
  const asked = usedSize(inspectorPort).finally(() => {
    isDone = true
  })
  while (!isDone) await Promise.all([poke(), sleep(1)])
  return await asked
}

async function usedSize(inspectorPort: number): Promise<number> {
  const targets = (await (await fetch(`http://127.0.0.1:${inspectorPort}/json`)).json()) as {
    webSocketDebuggerUrl: string
  }[]
  const url = targets.find((it) => it.webSocketDebuggerUrl.includes('user:sundial-bench'))?.webSocketDebuggerUrl
  if (url === undefined) throw new Error('bench: the inspector does not know the product')
  const socket = new WebSocket(url)
  await new Promise((resolve) => socket.addEventListener('open', resolve))
  const ask = <T>(id: number, method: string): Promise<T> =>
    new Promise((resolve) => {
      socket.addEventListener('message', ({ data }) => {
        const answer = JSON.parse(String(data)) as { id?: number; result: T }
        if (answer.id === id) resolve(answer.result)
      })
      socket.send(JSON.stringify({ id, method }))
    })
  try {
    await ask(1, 'HeapProfiler.collectGarbage')
    return (await ask<{ usedSize: number }>(2, 'Runtime.getHeapUsage')).usedSize
  } finally {
    socket.close()
  }
}
