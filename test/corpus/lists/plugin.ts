import { gzipSync } from 'node:zlib'
import type { Plugin } from 'vite'
import type { ComposedList, ListCase } from './case.ts'

const NAME = 'virtual:list-corpus'

/**
 * The corpus as a module: the libraries that compose it run in Node, the tests in workerd. Nothing is kept on disk, so that a case and its
 * file cannot drift apart.
 */
export function listCorpus(): Plugin {
  /** Once for all test files. */
  let composed: Promise<ComposedList[]> | null = null
  return {
    name: 'list-corpus',
    resolveId: (id) => (id === NAME ? `\0${NAME}` : null),
    async load(id) {
      if (id !== `\0${NAME}`) return null
      composed ??= compose()
      return `export default ${JSON.stringify(await composed)}`
    },
  }
}

async function compose(): Promise<ComposedList[]> {
  const { TEXTS } = await import('./texts.ts')
  const { SHEETS } = await import('./sheets.ts')
  const { ARCHIVES } = await import('./archives.ts')
  const lists: ComposedList[] = []
  for (const { make, ...rest } of [...TEXTS, ...SHEETS, ...ARCHIVES] satisfies ListCase[])
    lists.push({ ...rest, packed: gzipSync(await make()).toString('base64') })
  return lists
}
