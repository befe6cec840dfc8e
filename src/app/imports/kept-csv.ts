import type { Actor, Deps } from '../deps.ts'
import { csvLine, UTF8_MARK } from './csv-text.ts'
import { getImport } from './get-import.ts'
import type { KeptPerson } from './process-undo.ts'

const SAID: Readonly<Record<string, string>> = {
  called: 'They were called, or a call to them was under way.',
  named_again: 'Another list named them too.',
  lead_elsewhere: 'They are a lead of another campaign, or came into this one otherwise.',
  wrote_in: 'They called or wrote to us.',
  opted_out: 'They asked not to be called; the entry names them.',
  merged: 'Another contact was merged with them.',
  changed: 'They were changed after the import.',
}

/** Who stayed when an import was taken back, and why; nobody when it was not. Piece by piece. @throws AppError `not_found` */
export async function keptCsv(
  deps: Pick<Deps, 'imports' | 'files'>,
  actor: Actor,
  importId: string,
): Promise<AsyncGenerator<string>> {
  const { undo } = await getImport(deps, actor, importId)
  return lines(deps.files, undo?.keptKeys ?? [])
}

async function* lines(files: Pick<Deps['files'], 'read'>, keys: string[]): AsyncGenerator<string> {
  yield UTF8_MARK + csvLine(['name', 'phones', 'status', 'why', 'lead_id', 'contact_id'])
  for (const key of keys) {
    const file = await files.read(key)
    if (!file) continue
    const text = await new Response(file.body).text()
    for (const line of text.split('\n')) {
      if (line === '') continue
      const { name, phones, status, because, lead_id, contact_id } = JSON.parse(line) as KeptPerson
      yield csvLine([name, phones.join(' '), status, SAID[because] ?? because, lead_id ?? '', contact_id])
    }
  }
}
