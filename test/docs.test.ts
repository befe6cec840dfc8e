import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'

/** What the documents name must be there. */

const documents = ['README.md', 'NOTICE', ...list('docs')].filter((file) => /\.md$|NOTICE$/.test(file))
const scripts = (JSON.parse(readFileSync('package.json', 'utf8')) as { scripts: Record<string, string> }).scripts

function list(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
}

describe.each(documents)('%s', (file) => {
  const text = readFileSync(file, 'utf8')

  it('names only files and folders that exist', () => {
    const named = [...text.matchAll(/\b((?:src|web|test|docs|scripts|migrations)\/[\w./-]*\w)/g)].map((m) => m[1]!)
    expect(named.filter((path) => !existsSync(path))).toEqual([])
  })

  it('names only npm scripts that exist', () => {
    const named = [...text.matchAll(/npm (?:run )?(start|test|[a-z:]+)\b/g)].map((m) => m[1]!)
    const own = named.filter((name) => !['install', 'ci', 'registry'].includes(name))
    expect(own.filter((name) => !(name in scripts))).toEqual([])
  })

  it('mentions no machine of ours', () => {
    expect(text).not.toMatch(/\/work\/|\/root\/|\/tmp\//)
  })
})
