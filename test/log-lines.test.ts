import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { LOG_FIELDS, logLine, redact } from '../src/adapters/log.ts'

/** What the product writes into its log: one shape, known fields, nobody's personal data. */

const sources = readdirSync('src', { recursive: true, withFileTypes: true })
  .filter((entry) => entry.isFile() && entry.name.endsWith('.ts'))
  .map((entry) => join(entry.parentPath, entry.name))
  .filter((file) => !file.startsWith('src/sandbox/'))
const text = new Map(sources.map((file) => [file, readFileSync(file, 'utf8')]))

/** Every call of the log with its message and its fields as written. */
const lines = [...text].flatMap(([file, source]) =>
  [...source.matchAll(/\blog\.(?:info|warn|error)\(\s*'([^']*)'(?:,\s*\{([^}]*)\})?/g)].map((match) => ({
    file,
    message: match[1]!,
    fields: [...(match[2] ?? '').matchAll(/(?:^|[,{\n])\s*([A-Za-z_]\w*)\s*(?=[:,}\n]|$)/g)].map((m) => m[1]!),
  })),
)

describe('log lines', () => {
  it('are found', () => {
    expect(lines.length).toBeGreaterThan(20)
    expect(lines.flatMap((line) => line.fields)).toContain('campaign_id')
  })

  it('say noun.what_happened', () => {
    expect(lines.filter((line) => !/^[a-z_]+\.[a-z_]+$/.test(line.message))).toEqual([])
  })

  it('have fields that may be logged; add others to LOG_FIELDS if they can never say who somebody is', () => {
    const known: ReadonlySet<string> = new Set(LOG_FIELDS)
    expect(lines.filter((line) => line.fields.some((field) => !known.has(field)))).toEqual([])
  })

  it('go through the log, never to the console past it', () => {
    const past = sources.filter((file) => file !== 'src/adapters/log.ts' && /console\.\w+\(/.test(text.get(file)!))
    expect(past).toEqual([])
  })
})

describe('a line', () => {
  it('has its level, its message and the allowed fields; of others only the name', () => {
    const line = logLine('info', 'request.served', { status: 200, ms: 3, phone: '+12125550100', org_id: undefined })
    expect(line).toEqual({ level: 'info', message: 'request.served', status: 200, ms: 3, dropped: ['phone'] })
  })

  it.each([
    ['+12125550100 is busy', '[phone] is busy'],
    ['to=%2B12125550100&x', 'to=[phone]&x'],
    ['call +44 20 7946 0958 now', 'call [phone] now'],
    ['call +1 (212) 555-0100', 'call [phone]'],
    ['Grace <grace.hopper+navy@example.co.uk>', 'Grace <[email]>'],
    ['grace%40example.com', '[email]'],
    ['at node_modules/@hono/zod-openapi/dist/index.js:12:5', 'at node_modules/@hono/zod-openapi/dist/index.js:12:5'],
    ['att_01m84eqje16x60f6gdymbdqmjp at 1795446098000', 'att_01m84eqje16x60f6gdymbdqmjp at 1795446098000'],
  ])('of %s keeps %s', (said, kept) => {
    expect(redact(said)).toBe(kept)
  })

  it('redacts whatever the shape of a value, at every level', () => {
    for (const level of ['info', 'warn', 'error'] as const) {
      const error = new Error('UNIQUE failed for +12125550100')
      const line = logLine(level, 'x.y', {
        error,
        details: { to: ['+12125550100', 'a@b.io'] },
        attempt_ids: ['+12125550100'],
      })
      expect(JSON.stringify(line)).not.toMatch(/2125550100|a@b/)
    }
  })

  it('is never endless', () => {
    expect(JSON.stringify(logLine('error', 'x.y', { error: 'x'.repeat(100_000) })).length).toBeLessThan(3_000)
  })
})
