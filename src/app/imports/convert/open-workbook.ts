import { type NumberKind, numberKind } from '../../../domain/workbook/number-format.ts'
import type { Files } from '../../../ports.ts'
import type { StoredFile } from '../stored-file.ts'
import { ListError } from './list-error.ts'
import { readMember, type ZipMember } from './open-zip.ts'
import { readXml } from './read-xml.ts'

/** What a workbook says of itself: its sheets, how its numbers are shown, where its texts lie (ECMA-376 part 1). */
export interface Workbook {
  sheets: Sheet[]
  /** Days are counted from 1904, as old Macs did. */
  date1904: boolean
  /** What a number is, by the style of its cell. */
  kinds: NumberKind[]
  strings: ZipMember | null
}

export interface Sheet {
  name: string
  hidden: boolean
  member: ZipMember
}

/** Everything but the sheets and their texts is small. */
const MAX_PART_BYTES = 2 * 1024 * 1024
const MAX_STYLES_BYTES = 24 * 1024 * 1024
/** As many formats of cells as a workbook can have. */
const MAX_STYLES = 65_536

interface Relation {
  id: string
  type: string
  target: string
}

/** @throws ListError */
export async function openWorkbook(
  files: Pick<Files, 'read'>,
  file: StoredFile,
  members: readonly ZipMember[],
): Promise<Workbook> {
  const byPath = new Map(members.map((member) => [member.path.toLowerCase(), member]))
  const find = (path: string) => byPath.get(path.toLowerCase()) ?? null
  const read = (member: ZipMember) => readMember(files, file, member, MAX_PART_BYTES)
  const relations = async (path: string) => {
    const member = find(relationsPath(path))
    return member ? readRelations(read(member), path) : []
  }
  const root = await relations('')
  const main = root.find((it) => it.type === 'officeDocument')?.target ?? 'xl/workbook.xml'
  const workbook = find(main) ?? find('xl/workbook.xml')
  if (!workbook)
    throw new ListError('The workbook has no table of contents. Open it, save it again and upload it anew.')
  const parts = await relations(workbook.path)
  const partOf = (type: string) => {
    const target = parts.find((it) => it.type === type)?.target
    return target === undefined ? null : find(target)
  }
  const styles = partOf('styles')
  const { sheets, date1904 } = await readContents(read(workbook))
  return {
    sheets: sheets.flatMap(({ name, hidden, relation }) => {
      const part = parts.find((it) => it.id === relation && it.type === 'worksheet')
      const member = part && find(part.target)
      return member ? [{ name, hidden, member }] : []
    }),
    date1904,
    kinds: styles ? await readStyles(readMember(files, file, styles, MAX_STYLES_BYTES)) : [],
    strings: partOf('sharedStrings'),
  }
}

/** `xl/workbook.xml` → `xl/_rels/workbook.xml.rels`. */
function relationsPath(path: string): string {
  const slash = path.lastIndexOf('/') + 1
  return `${path.slice(0, slash)}_rels/${path.slice(slash)}.rels`
}

async function readRelations(chunks: AsyncIterable<Uint8Array>, source: string): Promise<Relation[]> {
  const found: Relation[] = []
  await readXml(chunks, {
    open(name, attributes) {
      const target = attributes.Target
      if (name !== 'Relationship' || target === undefined || attributes.TargetMode === 'External') return
      // The namespaces of strict and transitional files differ, the last word does not.
      const type = (attributes.Type ?? '').split('/').at(-1)!
      found.push({ id: attributes.Id ?? '', type, target: resolve(source, target) })
    },
  })
  return found
}

/** Targets are relative to the folder of their source, or begin with a slash. */
function resolve(source: string, target: string): string {
  const folder = target.startsWith('/') ? [] : source.split('/').slice(0, -1)
  for (const step of target.replaceAll('\\', '/').split('/')) {
    if (step === '..') folder.pop()
    else if (step !== '' && step !== '.') folder.push(step)
  }
  return folder.join('/')
}

async function readContents(chunks: AsyncIterable<Uint8Array>) {
  const sheets: { name: string; hidden: boolean; relation: string }[] = []
  let date1904 = false
  await readXml(chunks, {
    open(name, attributes) {
      if (name === 'workbookPr') date1904 = /^(?:1|true)$/.test(attributes.date1904 ?? '')
      if (name !== 'sheet') return
      const state = attributes.state ?? 'visible'
      // Any prefix may stand for the namespace of relations; without one it is no relation.
      const relation = Object.keys(attributes).find((it) => it.endsWith(':id'))
      sheets.push({
        name: attributes.name ?? '',
        hidden: state !== 'visible',
        relation: attributes[relation ?? ''] ?? '',
      })
    },
  })
  return { sheets, date1904 }
}

async function readStyles(chunks: AsyncIterable<Uint8Array>): Promise<NumberKind[]> {
  const codes = new Map<number, string>()
  const kinds: NumberKind[] = []
  let inCells = false
  await readXml(chunks, {
    open(name, attributes) {
      if (name === 'numFmt') codes.set(Number(attributes.numFmtId), attributes.formatCode ?? '')
      else if (name === 'cellXfs') inCells = true
      else if (name === 'xf' && inCells && kinds.length < MAX_STYLES) {
        const id = Number(attributes.numFmtId ?? 0)
        kinds.push(numberKind(id, codes.get(id)))
      }
    },
    close(name) {
      if (name === 'cellXfs') inCells = false
    },
  })
  return kinds
}
