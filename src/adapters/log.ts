import type { Log } from '../ports.ts'

/** Structured lines on the console, which Workers Logs indexes by field. No personal data at info. */
export const consoleLog: Log = {
  info: (message, fields) => console.log(JSON.stringify({ level: 'info', message, ...fields })),
  error: (message, fields) => console.error(JSON.stringify({ level: 'error', message, ...fields })),
}
