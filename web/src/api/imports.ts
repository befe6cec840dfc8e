import { keepPreviousData, useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useEffect } from 'react'
import { campaignKeys } from './campaigns.ts'
import { api, type Page } from './client.ts'
import { sendFile } from './upload.ts'

export interface ImportError {
  line: number
  /** Empty for the whole row. */
  column: string
  code: string
  message: string
}

export type ImportSource = 'upload' | 'email' | 'api' | 'contacts'
export type ImportStatus = 'queued' | 'running' | 'completed' | 'failed' | 'undone'

export interface ImportUndo {
  status: 'running' | 'completed'
  requested_at: string
  requested_by: string
  finished_at: string | null
  leads_removed: number
  contacts_removed: number
  kept: number
}

export interface Import {
  id: string
  /** null: into the address book. */
  campaign_id: string | null
  source: ImportSource
  /** A name; of a mail, its sender. */
  started_by: string
  mail_id: string | null
  filename: string
  bytes: number
  status: ImportStatus
  /** 0 until the file has been counted. */
  rows: number
  processed: number
  created: number
  updated: number
  duplicate: number
  rejected: number
  /** Of those created, the ones that cannot be called. */
  skipped: number
  /** Of those created, the ones the criteria of the campaign leave out. */
  disqualified: number
  errors: ImportError[]
  /** Why the whole file failed. */
  failure: string | null
  can_undo: boolean
  undo: ImportUndo | null
  /** The list itself is gone; its counts stay. */
  file_deleted: boolean
  created_at: string
  finished_at: string | null
}

/** What a row becomes, told before it is imported. */
export type Verdict = 'created' | 'updated' | 'duplicate' | 'skipped' | 'disqualified' | 'rejected'

/** `phone1`, `variable:CASE`, `ignore` … */
export type ColumnTarget = string

/** Heading → target, for the columns somebody decided on; the others are guessed. */
export type ColumnMapping = Record<string, ColumnTarget>

export interface PreviewColumn {
  header: string
  target: ColumnTarget
  /** Nobody said so: it follows from the heading. */
  guessed: boolean
  /** What templates call its text. */
  variable: string | null
  samples: string[]
}

export interface PreviewRow {
  line: number
  cells: string[]
  verdict: Verdict
  name: string
  phones: string[]
  email: string | null
  notes: { column: string; code: string; message: string }[]
  /** What the agent will say to them first; null without an agent. */
  spoken: string | null
}

/** A list that was uploaded and looked at; nothing of it is imported. */
export interface Preview {
  upload_id: string
  filename: string
  bytes: number
  format: { kind: string; encoding: string | null; delimiter: string | null; sheet: string | null; sheets: string[] }
  /** None of a list of people in JSON, which names its own fields. */
  columns: PreviewColumn[]
  /** One that was saved for a list with these headings, used or not. */
  saved_mapping: { id: string; name: string } | null
  /** Why it cannot be imported as it is. */
  problem: string | null
  rows: PreviewRow[]
  counts: Record<Verdict, number> & { looked_at: number }
  /** null: nobody has counted them yet. */
  rows_total: number | null
}

/** How a list is to be read. */
export interface Reading {
  mapping?: ColumnMapping | null
  mapping_id?: string | null
  sheet?: string | null
}

export interface SavedMapping {
  id: string
  name: string
  mapping: ColumnMapping
  headers: string[]
  updated_at: string
}

const importKey = (id: string) => ['import', id] as const
const LISTS = ['imports'] as const
const MAPPINGS = ['import-mappings'] as const
/** Of `api/contacts.ts`, which depends on this. */
const CONTACT_LISTS = ['contacts'] as const

/** Where lists go: a campaign, or the address book. */
const homeOf = (campaignId: string | null) => (campaignId === null ? '/contacts' : `/campaigns/${campaignId}`)

export function templatePath(campaignId: string | null): string {
  return `${homeOf(campaignId)}/import-template.csv`
}

/** Uploads a list to look at it first. */
export function previewList(
  campaignId: string | null,
  file: File,
  options: { onProgress?: (share: number) => void; signal?: AbortSignal },
): Promise<Preview> {
  return sendFile(`${homeOf(campaignId)}/import-preview`, file, { query: { filename: file.name }, ...options })
}

/** The same list read in another way. */
export function previewAgain(uploadId: string, reading: Reading): Promise<Preview> {
  return api.post(`/uploads/${uploadId}/preview`, reading)
}

export function importUpload(campaignId: string | null, uploadId: string, reading: Reading) {
  return api.post<Pick<Import, 'id' | 'status'>>(`${homeOf(campaignId)}/imports`, { upload_id: uploadId, ...reading })
}

export function isImportOver(job: Import | undefined): boolean {
  return job !== undefined && job.status !== 'queued' && job.status !== 'running'
}

/** Neither being read nor being taken back. */
export function isImportAtRest(job: Import | undefined): boolean {
  return isImportOver(job) && (!job?.undo || job.undo.status === 'completed')
}

/** Watches an import to its end, and an undo to its own, and refreshes what they change. */
export function useImport(id: string | null) {
  const client = useQueryClient()
  const query = useQuery({
    queryKey: importKey(id ?? ''),
    enabled: id !== null,
    queryFn: ({ signal }) => api.get<Import>(`/imports/${id}`, undefined, signal),
    refetchInterval: (q) => (isImportAtRest(q.state.data) ? false : 700),
  })
  const job = query.data
  const campaignId = job?.campaign_id
  const step = job && [job.status, job.created, job.undo?.status, job.undo?.leads_removed].join(' ')
  useEffect(() => {
    if (step === undefined) return
    if (campaignId) client.invalidateQueries({ queryKey: campaignKeys.one(campaignId) })
    else client.invalidateQueries({ queryKey: CONTACT_LISTS })
    client.invalidateQueries({ queryKey: LISTS })
  }, [client, campaignId, step])
  return query
}

export interface ImportFilter {
  /** undefined: of the whole organization. */
  campaign_id?: string
  source?: ImportSource
  status?: ImportStatus
  cursor?: string
  limit: number
}

/** Newest first. */
export function useImports(filter: ImportFilter, enabled = true) {
  return useQuery({
    queryKey: [...LISTS, filter],
    enabled,
    queryFn: ({ signal }) => api.get<Page<Import>>('/imports', { ...filter }, signal),
    placeholderData: keepPreviousData,
    refetchInterval: ({ state }) => (state.data?.data.every(isImportAtRest) ? 5_000 : 1_000),
  })
}

export function useUndoImport() {
  const client = useQueryClient()
  return useMutation({
    mutationFn: (id: string) => api.post<Import>(`/imports/${id}/undo`),
    onSettled: (_job, _error, id) =>
      Promise.all([
        client.invalidateQueries({ queryKey: importKey(id) }),
        client.invalidateQueries({ queryKey: LISTS }),
      ]),
  })
}

export function useSavedMappings() {
  return useQuery({
    queryKey: MAPPINGS,
    queryFn: async ({ signal }) =>
      (await api.get<{ data: SavedMapping[] }>('/import-mappings', undefined, signal)).data,
  })
}

/** Under a new name, or in place of what it was. */
export function useSaveMapping() {
  const client = useQueryClient()
  return useMutation({
    mutationFn: ({ id, ...input }: { id?: string } & Partial<Pick<SavedMapping, 'name' | 'mapping' | 'headers'>>) =>
      id === undefined
        ? api.post<SavedMapping>('/import-mappings', input)
        : api.patch<SavedMapping>(`/import-mappings/${id}`, input),
    onSettled: () => client.invalidateQueries({ queryKey: MAPPINGS }),
  })
}

export function useDeleteMapping() {
  const client = useQueryClient()
  return useMutation({
    mutationFn: (id: string) => api.delete(`/import-mappings/${id}`),
    onSettled: () => client.invalidateQueries({ queryKey: MAPPINGS }),
  })
}
