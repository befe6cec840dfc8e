import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import { describe, expect, it } from 'vitest'

/** The house rules of the source tree, kept by machine. */

const files = readdirSync('src', { recursive: true, withFileTypes: true })
  .filter((entry) => entry.isFile() && entry.name.endsWith('.ts'))
  .map((entry) => join(entry.parentPath, entry.name))
const source = new Map(files.map((file) => [file, readFileSync(file, 'utf8')]))
const generated = (file: string): boolean => file.endsWith('.gen.ts')

function importsOf(file: string): string[] {
  const found = source.get(file)!.matchAll(/^(?:import|export)\s[^'"]*?from\s+'([^']+)'|^import\s+'([^']+)'/gms)
  return [...found].map((match) => match[1] ?? match[2]!)
}

/** The first folder under src a relative import leads to, or the file's name for one directly in src. */
function roomOf(file: string, specifier: string): string {
  return relative('src', join(dirname(file), specifier)).split('/')[0]!
}

const room = (file: string): string => relative('src', file).split('/')[0]!

/** What each room may know (2-architecture §1). */
const MAY_IMPORT: Record<string, string[]> = {
  domain: ['domain'],
  'ports.ts': ['domain'],
  app: ['app', 'domain', 'ports.ts'],
  dialer: ['dialer', 'domain', 'ports.ts', 'env.ts'],
  adapters: ['adapters', 'domain', 'ports.ts', 'app', 'dialer'],
  entry: ['entry', 'app', 'domain', 'ports.ts', 'env.ts'],
  sandbox: ['sandbox'],
}

describe('the house', () => {
  it.each(Object.keys(MAY_IMPORT))('%s imports only what it may know', (name) => {
    const wrong: string[] = []
    for (const file of files.filter((f) => room(f) === name)) {
      for (const specifier of importsOf(file)) {
        if (!specifier.startsWith('.')) continue
        const target = roomOf(file, specifier)
        if (!MAY_IMPORT[name]!.includes(target)) wrong.push(`${file} imports ${specifier}`)
      }
    }
    expect(wrong).toEqual([])
  })

  it('lets the domain use no packages but the schema and phone libraries', () => {
    const packages = files
      .filter((f) => room(f) === 'domain')
      .flatMap(importsOf)
      .filter((s) => !s.startsWith('.'))
      .filter((s) => s !== 'zod' && !s.startsWith('libphonenumber-js'))
    expect(packages).toEqual([])
  })

  it.each(['domain', 'app'])('keeps clock and chance out of %s', (name) => {
    const wrong = files
      .filter((f) => room(f) === name && !generated(f))
      .filter((f) => /Date\.now\(|new Date\(\)|Math\.random\(|performance\.now\(/.test(withoutComments(source.get(f)!)))
    expect(wrong).toEqual([])
  })

  it('keeps SQL in the database adapter and the stores of the objects', () => {
    const allowed = (f: string): boolean =>
      f.startsWith('src/adapters/d1/') ||
      f.startsWith('src/sandbox/') ||
      f.startsWith('src/dialer/') ||
      f.includes('health.ts')
    const wrong = files.filter((f) => !allowed(f) && /drizzle-orm|\.prepare\(|sql`/.test(source.get(f)!))
    expect(wrong).toEqual([])
  })

  it('reads variables of the environment only in the composition root', () => {
    const wrong = files.filter(
      (f) =>
        !['src/env.ts', 'src/deps.ts', 'src/index.ts'].includes(f) &&
        !f.startsWith('src/sandbox/') &&
        /process\.env|readConfig\(/.test(source.get(f)!),
    )
    expect(wrong).toEqual([])
  })

  it('has no rooms for odds and ends', () => {
    const wrong = files.filter(
      (f) =>
        /\/(utils?|common|helpers?|services?|misc|shared)(\/|\.ts$)/.test(f) ||
        /\/index\.ts$/.test(f.replace('src/index.ts', '')),
    )
    expect(wrong).toEqual([])
  })

  it('keeps files small: above 250 lines a file says in its header why, above 400 it is split', () => {
    const lines = (f: string): number => source.get(f)!.split('\n').length
    const long = files.filter((f) => !generated(f) && lines(f) > 400)
    const unexplained = files.filter(
      (f) => !generated(f) && lines(f) > 250 && !/\/\*\*/.test(source.get(f)!.split('\n').slice(0, 45).join('\n')),
    )
    expect({ long, unexplained }).toEqual({ long: [], unexplained: [] })
  })

  it('names files in kebab case', () => {
    const wrong = files.filter((f) => !/^[a-z0-9]+(-[a-z0-9]+)*(\.gen)?\.ts$/.test(f.split('/').at(-1)!))
    expect(wrong).toEqual([])
  })
})

function withoutComments(text: string): string {
  return text.replace(/\/\*[\s\S]*?\*\//g, '').replace(/\/\/.*$/gm, '')
}
