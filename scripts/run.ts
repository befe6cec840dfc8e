import { spawn, spawnSync } from 'node:child_process'

/** Runs a program of node_modules/.bin to its end with our output; throws when it fails. */
export function run(command: string, args: string[], env: Record<string, string> = {}): void {
  const done = spawnSync(command, args, { stdio: 'inherit', env: { ...process.env, ...env } })
  if (done.status !== 0) throw new Error(`${command} ${args.join(' ')} ended with ${done.status ?? done.signal}`)
}

/** Runs it quietly; what it said is in the error when it fails. */
export function runQuietly(command: string, args: string[], env: Record<string, string> = {}): string {
  const done = spawnSync(command, args, { encoding: 'utf8', env: { ...process.env, ...env } })
  if (done.status !== 0) {
    throw new Error(
      `${command} ${args.join(' ')} ended with ${done.status ?? done.signal}:\n${done.stdout}\n${done.stderr}`,
    )
  }
  return done.stdout
}

/** Starts a program that goes on; `onLine` gets each line it prints. Resolves `ended` with its exit code. */
export function start(
  command: string,
  args: string[],
  env: Record<string, string>,
  onLine: (line: string) => void,
): { ended: Promise<number | null>; kill: (signal: NodeJS.Signals) => void; pid: number | undefined } {
  // A group of its own, so that the runtime under it goes too.
  const child = spawn(command, args, {
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: true,
  })
  for (const stream of [child.stdout, child.stderr]) {
    let rest = ''
    stream.setEncoding('utf8')
    stream.on('data', (text: string) => {
      const lines = (rest + text).split('\n')
      rest = lines.pop() ?? ''
      for (const line of lines) onLine(line)
    })
  }
  return {
    ended: new Promise((resolve) => child.on('exit', (code) => resolve(code))),
    kill: (signal) => {
      try {
        process.kill(-child.pid!, signal)
      } catch {
        // Already gone.
      }
    },
    pid: child.pid,
  }
}
