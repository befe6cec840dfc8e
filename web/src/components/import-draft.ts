import { useEffect, useRef, useState } from 'react'
import { ApiError } from '../api/client.ts'
import {
  type ColumnMapping,
  type ColumnTarget,
  type Preview,
  previewAgain,
  previewList,
  type Reading,
} from '../api/imports.ts'

/** A person goes through several columns: one look a moment after the last change. */
const SETTLE_MS = 350

interface State {
  file: File | null
  /** 0 to 1 while the file is on its way; null before and after. */
  sent: number | null
  preview: Preview | null
  /** What the person, or a saved mapping, said of the columns; the others are guessed. */
  mapping: ColumnMapping
  /** The saved mapping that is used, perhaps with changes. */
  savedId: string | null
  /** The list is being looked at again. */
  looking: boolean
  /** Why the file could not be taken, or not be read like this. */
  problem: string | null
}

const NOTHING: State = {
  file: null,
  sent: null,
  preview: null,
  mapping: {},
  savedId: null,
  looking: false,
  problem: null,
}

export type ListDraft = ReturnType<typeof useListDraft>

/**
 * A list on its way in: uploaded, looked at, its columns told apart, and not imported yet. It lives where this is called, so a dialog
 * that is closed on the way shows it again.
 * @param homeOf where the list is to go, asked when the file is sent: a campaign, or null for the address book
 */
export function useListDraft(homeOf: () => Promise<string | null>) {
  const [state, setState] = useState(NOTHING)
  const change = (part: Partial<State>) => setState((before) => ({ ...before, ...part }))
  const sending = useRef<AbortController | null>(null)
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined)
  /** The number of the latest look: an answer to an earlier one comes too late. */
  const look = useRef(0)

  function stop() {
    sending.current?.abort()
    clearTimeout(timer.current)
    look.current++
  }
  // biome-ignore lint/correctness/useExhaustiveDependencies: when whoever holds the draft goes away, and only then
  useEffect(() => stop, [])

  async function choose(file: File | undefined) {
    if (!file) return
    stop()
    const controller = new AbortController()
    sending.current = controller
    setState({ ...NOTHING, file, sent: 0 })
    try {
      const guessed = await previewList(await homeOf(), file, {
        signal: controller.signal,
        onProgress: (sent) => sending.current === controller && change({ sent }),
      })
      // What was once said of lists with these headings holds until somebody says otherwise.
      const savedId = guessed.saved_mapping?.id ?? null
      const preview = savedId === null ? guessed : await previewAgain(guessed.upload_id, { mapping_id: savedId })
      if (sending.current === controller && !controller.signal.aborted)
        setState({ ...NOTHING, file, preview, savedId, mapping: decidedIn(preview) })
    } catch (error) {
      if (sending.current === controller && !controller.signal.aborted) setState({ ...NOTHING, problem: told(error) })
    }
  }

  /** @param takes whether the answer says what the columns are, instead of the person */
  async function lookAgain(reading: Reading, takes: boolean) {
    const { preview } = state
    if (!preview) return
    clearTimeout(timer.current)
    const number = ++look.current
    change({ looking: true, problem: null })
    try {
      const next = await previewAgain(preview.upload_id, reading)
      if (look.current === number) change({ preview: next, looking: false, ...(takes && { mapping: decidedIn(next) }) })
    } catch (error) {
      if (look.current === number) change({ looking: false, problem: told(error) })
    }
  }

  const sheet = state.preview?.format.sheet ?? null
  return {
    ...state,
    choose,
    clear() {
      stop()
      setState(NOTHING)
    },
    setTarget(header: string, target: ColumnTarget) {
      const mapping = { ...state.mapping, [header]: target }
      clearTimeout(timer.current)
      look.current++
      change({ mapping, looking: true })
      timer.current = setTimeout(() => lookAgain({ mapping: sendable(mapping), sheet }, false), SETTLE_MS)
    },
    /** null: guess everything. */
    takeMapping(id: string | null) {
      change({ savedId: id })
      return lookAgain(id === null ? { mapping: {}, sheet } : { mapping_id: id, sheet }, true)
    },
    chooseSheet(name: string) {
      change({ savedId: null })
      return lookAgain({ sheet: name }, true)
    },
    /** The same once more: somebody changed what the preview is made from. */
    refresh: () => lookAgain({ mapping: sendable(state.mapping), sheet }, false),
    /** How the list is to be read when it is imported. */
    reading: (): Reading => ({ mapping: sendable(state.mapping), sheet }),
  }
}

/** What stands in a preview because somebody said so. */
function decidedIn({ columns }: Preview): ColumnMapping {
  return Object.fromEntries(columns.filter((it) => !it.guessed).map((it) => [it.header, it.target]))
}

/** A variable whose name is still empty has that of its column. */
function sendable(mapping: ColumnMapping): ColumnMapping {
  return Object.fromEntries(
    Object.entries(mapping).map(([header, target]) => [header, target === 'variable:' ? 'variable' : target]),
  )
}

/** Everything decided and everything guessed, to be kept for the next list; of columns with the same heading nothing can be told. */
export function wholeMapping(preview: Preview, mapping: ColumnMapping): ColumnMapping {
  const isAlone = (header: string) => preview.columns.filter((it) => it.header === header).length === 1
  const guessed = preview.columns.filter((it) => isAlone(it.header)).map((it) => [it.header, it.target])
  return { ...Object.fromEntries(guessed), ...sendable(mapping) }
}

function told(error: unknown): string {
  if (!(error instanceof ApiError)) return String(error)
  return [error.detail || error.title, ...error.fields.map((it) => it.message)].join(' ')
}
