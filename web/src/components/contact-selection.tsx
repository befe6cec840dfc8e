import { Checkbox } from '@mantine/core'
import { useState } from 'react'
import type { Contact } from '../api/contacts.ts'

/** Most people one job takes by name; more are added by what they have in common. */
export const MOST_CHOSEN = 10_000

/** The people who are selected, also on other pages. */
export function useContactSelection() {
  const [selected, setSelected] = useState<ReadonlySet<string>>(new Set())
  return {
    selected,
    select: (ids: string[], on: boolean) =>
      setSelected((before) => {
        const next = new Set(before)
        for (const id of ids) {
          if (on) next.add(id)
          else next.delete(id)
        }
        return next
      }),
    clear: () => setSelected(new Set()),
  }
}

export type ContactSelection = ReturnType<typeof useContactSelection>

/** Selects everybody of the page that is shown, or nobody of it. */
export function AllOnPage({ rows, selection }: { rows: Contact[]; selection: ContactSelection }) {
  const here = rows.filter((row) => selection.selected.has(row.id)).length
  return (
    <Checkbox
      size="xs"
      label="All on this page"
      checked={here === rows.length}
      indeterminate={here > 0 && here < rows.length}
      onChange={(event) =>
        selection.select(
          rows.map((row) => row.id),
          event.currentTarget.checked,
        )
      }
    />
  )
}
