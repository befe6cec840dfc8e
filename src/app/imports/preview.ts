import { AppError } from '../../domain/errors.ts'
import { guessColumns, type Mapping, type MappingRequest } from '../../domain/lead-file/mapping.ts'
import type { Actor, Deps } from '../deps.ts'
import { type MappingChoice, offeredMapping, resolveMapping } from '../import-mappings/resolve.ts'
import type { ImportMapping } from '../import-mappings/store.ts'
import { getUpload } from '../uploads/get.ts'
import type { Upload } from '../uploads/store.ts'
import { reportChunk } from './error-report.ts'
import { firstCursor } from './first-cursor.ts'
import { type OpenedList, openList } from './open-list.ts'
import { overlayFiles } from './overlay-files.ts'
import type { LeadPlan, RowResult } from './plan.ts'
import { planLeads } from './plan-leads.ts'
import { type OpenCursor, type ReadRow, readChunk } from './read-chunk.ts'
import { assertImportable } from './receive-upload.ts'
import { type Speaker, speakerFor } from './speaker.ts'
import type { ImportCursor, ImportTarget, ListFormat } from './store.ts'

/** Rows that are judged. */
export const LOOKED_AT = 1_000
/** Rows that are shown. */
export const SHOWN_ROWS = 20
const SAMPLES = 3

export type PreviewVerdict = 'created' | 'updated' | 'duplicate' | 'skipped' | 'disqualified' | 'rejected'

export interface PreviewColumn {
  header: string
  role: Mapping[number]['role']
  position: number | null
  variable: string | null
  /** Nobody said so. */
  guessed: boolean
  /** Of the first rows that hold something there. */
  samples: string[]
}

export interface PreviewRow {
  line: number
  cells: string[]
  verdict: PreviewVerdict
  name: string
  phones: string[]
  email: string | null
  notes: { column: string; code: string; message: string }[]
  /** What the agent will say first; null without an agent, and for who will not be called. */
  spoken: string | null
}

export interface Preview {
  upload: Upload
  format: ListFormat
  windows1252Line: number | null
  sheets: string[]
  columns: PreviewColumn[]
  savedMapping: ImportMapping | null
  /** Why the list cannot be imported like this; a mapping may help. */
  problem: string | null
  rows: PreviewRow[]
  counts: Record<PreviewVerdict, number> & { lookedAt: number }
  /** Rows of the list, counted roughly; null: nobody knows yet. */
  rowsTotal: number | null
}

/**
 * What an import of the list would make of its first rows, with the address book as it is. Nothing is written.
 * @throws AppError `forbidden`, `not_found`, `not_allowed`, `unprocessable` (the file is no list, or the mapping none)
 */
export async function previewUpload(
  deps: Deps,
  actor: Actor,
  uploadId: string,
  input: MappingChoice & { sheet: string | null },
): Promise<Preview> {
  const upload = await getUpload(deps, actor, uploadId)
  const target = await assertImportable(deps, actor, upload.campaignId)
  const request = await resolveMapping(deps, actor, input)
  const files = overlayFiles(deps.files)
  const start = startOf(upload, request, input.sheet, deps.clock.now())
  const opened = await openList(files, { fileKey: upload.fileKey, cursor: start }, target.defaultRegion, {
    maxRows: deps.limits.importMaxRows,
    // As many again for a title above the headings.
    onlyRows: LOOKED_AT + SHOWN_ROWS,
  })
  if (!opened.ok && !opened.headings) throw new AppError('unprocessable', opened.failure)
  const saved = await deps.importMappings.list(actor.orgId)
  if (!opened.ok) return unmapped(upload, opened.failure, opened.headings!, request, saved)
  const { rows, done } = await readRows({ ...deps, files: { ...deps.files, ...files } }, upload, opened.cursor, target)
  const plan = await planRows(deps, actor, target, rows)
  const judged = judge(rows, plan.results)
  const speaker = await speakerFor(deps, actor, target)
  const { mapping, format } = opened.cursor
  const isPlain = format.kind !== 'items'
  return {
    upload,
    format,
    windows1252Line: opened.cursor.windows1252Line,
    sheets: opened.sheets,
    columns: isPlain
      ? columnsOf(
          mapping,
          request,
          rows.map((row) => row.cells),
        )
      : [],
    savedMapping: isPlain
      ? offeredMapping(
          saved,
          mapping.map((column) => column.header),
        )
      : null,
    problem: rows.length === 0 ? 'The list has headings but no rows below them.' : null,
    rows: judged.slice(0, SHOWN_ROWS).map((row) => show(row, plan, speaker)),
    counts: countVerdicts(judged),
    rowsTotal: done ? rows.length : rowsTotal(upload, opened),
  }
}

interface JudgedRow {
  row: ReadRow
  result: RowResult | null
  verdict: PreviewVerdict
  notes: PreviewRow['notes']
}

function startOf(upload: Upload, request: MappingRequest | null, sheet: string | null, now: number): ImportCursor {
  return { ...firstCursor({ pieces: upload.stored.pieces, request }, now), sheet }
}

/** A reading stops at the end of a window, which of wide lists holds fewer rows. */
async function readRows(
  deps: Deps,
  { orgId, fileKey }: Upload,
  start: OpenCursor,
  { defaultRegion, callsOnly }: ImportTarget,
): Promise<{ rows: ReadRow[]; done: boolean }> {
  const rows: ReadRow[] = []
  let cursor = start
  let done = false
  while (!done && rows.length < LOOKED_AT) {
    const context = { defaultRegion, callsOnly }
    const read = await readChunk(deps, { orgId, fileKey }, cursor, context, LOOKED_AT - rows.length)
    rows.push(...read.rows)
    cursor = { ...start, ...read.cursor, format: start.format, mapping: start.mapping }
    done = read.done
  }
  return { rows, done }
}

function planRows(deps: Deps, actor: Actor, target: ImportTarget, rows: readonly ReadRow[]): Promise<LeadPlan> {
  const { id, requireConsent, eligibility } = target
  return planLeads(deps, {
    orgId: actor.orgId,
    target: id === null ? null : { campaignId: id, requireConsent, eligibility },
    importId: null,
    actor: actor.name,
    action: 'upsert',
    rows: rows.flatMap((row) => (row.kind === 'lead' ? [row.lead] : [])),
  })
}

function judge(rows: readonly ReadRow[], results: readonly RowResult[]): JudgedRow[] {
  const notes = new Map<number, PreviewRow['notes']>()
  for (const { errors } of reportChunk(rows, results).reported)
    notes.set(
      errors[0]!.line,
      errors.map(({ column, code, message }) => ({ column, code, message })),
    )
  let next = 0
  return rows.map((row) => {
    const result = row.kind === 'lead' ? results[next++]! : null
    return { row, result, verdict: verdictOf(result), notes: notes.get(row.line) ?? [] }
  })
}

function verdictOf(result: RowResult | null): PreviewVerdict {
  if (result === null) return 'rejected'
  switch (result.outcome) {
    case 'created':
      if (result.status === 'disqualified') return 'disqualified'
      return result.status === 'skipped' || result.status === 'do_not_call' ? 'skipped' : 'created'
    case 'duplicate':
      return 'duplicate'
    default:
      return 'updated'
  }
}

function countVerdicts(judged: readonly JudgedRow[]): Preview['counts'] {
  const counts: Preview['counts'] = { ...NOTHING, lookedAt: judged.length }
  for (const { verdict } of judged) counts[verdict]++
  return counts
}

const NOTHING = { lookedAt: 0, created: 0, updated: 0, duplicate: 0, skipped: 0, disqualified: 0, rejected: 0 }

function show({ row, result, verdict, notes }: JudgedRow, plan: LeadPlan, speaker: Speaker | null): PreviewRow {
  const { line, cells } = row
  if (row.kind === 'rejected') return { line, cells, verdict, name: '', phones: [], email: null, notes, spoken: null }
  const known = [...plan.newContacts, ...plan.changedContacts].find((it) => it.id === result?.contactId)
  const { lead } = row
  const phones = lead.phones.flatMap((phone) => phone.e164 ?? [])
  const person = {
    name: lead.name || (known?.name ?? ''),
    email: lead.email ?? known?.email ?? null,
    phone: phones[0] ?? '',
    variables: lead.variables,
  }
  const isCalled = verdict === 'created' || verdict === 'updated'
  const spoken = isCalled && speaker ? speaker.greeting(person) : null
  return { line, cells, verdict, name: person.name, phones, email: person.email, notes, spoken }
}

function columnsOf(mapping: Mapping, request: MappingRequest | null, rows: readonly string[][]): PreviewColumn[] {
  const asked = new Set(Object.keys(request ?? {}).map((header) => header.trim().toLowerCase()))
  return mapping.map(({ header, role, position, variable }, i) => {
    const samples = rows.map((cells) => (cells[i] ?? '').trim().slice(0, 200)).filter((cell) => cell !== '')
    const guessed = !asked.has(header.trim().toLowerCase())
    return { header, role, position, variable, guessed, samples: samples.slice(0, SAMPLES) }
  })
}

/** The columns as they would be taken, so that one of them can be named a phone or an email. */
function unmapped(
  upload: Upload,
  problem: string,
  { cells, format, sheets, below }: NonNullable<Extract<OpenedList, { ok: false }>['headings']>,
  request: MappingRequest | null,
  saved: readonly ImportMapping[],
): Preview {
  return {
    upload,
    format,
    windows1252Line: null,
    sheets,
    columns: columnsOf(guessColumns(cells, request), request, below),
    savedMapping: offeredMapping(saved, cells),
    problem,
    rows: [],
    counts: NOTHING,
    rowsTotal: upload.stored.rows,
  }
}

function rowsTotal({ stored }: Upload, opened: Extract<OpenedList, { ok: true }>): number | null {
  switch (opened.cursor.format.kind) {
    case 'rows':
      return opened.rows
    case 'items':
      // The count takes the first line for headings.
      return stored.rows === null ? null : stored.rows + 1
    default:
      return stored.rows
  }
}
