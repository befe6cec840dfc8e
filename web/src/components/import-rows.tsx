import { Button, Group, Stack, Text } from '@mantine/core'
import { useState } from 'react'
import type { Agent } from '../api/agents.ts'
import type { Preview, PreviewRow } from '../api/imports.ts'
import { formatCount } from '../format.ts'
import { countsOf, VERDICT } from '../import-words.ts'
import { templateVariables } from '../template.ts'
import { type Column, DataTable } from './data-table.tsx'
import { Phone } from './person.tsx'
import { WordBadge } from './word-badge.tsx'

const SHOWN = 5

/** The first rows of a list as they would be taken, and what the agent will say to whom. */
export function ImportRows({ preview, agent }: { preview: Preview; agent: Agent | null }) {
  const [all, setAll] = useState(false)
  const rows = all ? preview.rows : preview.rows.slice(0, SHOWN)
  const columns: Column<PreviewRow>[] = [
    { key: 'who', header: 'Row', cell: (row) => <Who row={row} /> },
    { key: 'verdict', header: 'Becomes', cell: (row) => <WordBadge word={VERDICT[row.verdict]} /> },
    { key: 'phones', header: 'Phones', cell: (row) => <Phones phones={row.phones} /> },
  ]
  if (agent)
    columns.push({ key: 'spoken', header: `${agent.name} will say`, cell: (row) => <Spoken text={row.spoken} /> })
  return (
    <Stack gap={0}>
      <DataTable label="The first rows of the list" columns={columns} rows={rows} rowKey={(row) => String(row.line)} />
      {preview.rows.length > SHOWN && (
        <Group p="xs">
          <Button size="compact-sm" variant="subtle" color="gray" onClick={() => setAll(!all)} aria-expanded={all}>
            {all ? 'Show fewer rows' : `Show the first ${preview.rows.length} rows`}
          </Button>
        </Group>
      )}
      {agent && <LeftOut preview={preview} agent={agent} />}
    </Stack>
  )
}

function Who({ row }: { row: PreviewRow }) {
  return (
    <Stack gap={2} maw={280} style={{ overflowWrap: 'anywhere' }}>
      <Text size="sm" fw={600}>
        {row.name || row.email || 'No name'}
      </Text>
      <Text size="xs" c="dimmed">
        Line {row.line}
        {row.name && row.email && ` · ${row.email}`}
      </Text>
      {row.notes.map((note) => (
        <Text
          key={`${note.column} ${note.code}`}
          size="xs"
          c={row.verdict === 'duplicate' ? 'dimmed' : 'var(--mantine-color-error)'}
        >
          {note.column && `${note.column}: `}
          {note.message}
        </Text>
      ))}
    </Stack>
  )
}

function Phones({ phones }: { phones: string[] }) {
  if (phones.length === 0) return <span aria-hidden>–</span>
  return (
    <Stack gap={1}>
      {phones.map((phone) => (
        <Phone key={phone} e164={phone} />
      ))}
    </Stack>
  )
}

function Spoken({ text }: { text: string | null }) {
  if (!text) return <span aria-hidden>–</span>
  return (
    <Text size="xs" maw={420} style={{ overflowWrap: 'anywhere' }}>
      “{text}”
    </Text>
  )
}

/** Known from the person, the agent and the number it calls from, whatever columns a list has. */
const ALWAYS_KNOWN = ['NAME', 'EMAIL', 'PHONE', 'COMPANY', 'CALLBACK_NUMBER']

function LeftOut({ preview, agent }: { preview: Preview; agent: Agent }) {
  const known = new Set([...ALWAYS_KNOWN, ...preview.columns.map((it) => it.variable)])
  const missing = templateVariables(`${agent.spoken_greeting} ${agent.prompt}`).filter((name) => !known.has(name))
  // People in JSON name their own fields, each their own.
  if (missing.length === 0 || preview.columns.length === 0) return null
  return (
    <Text size="xs" c="dimmed" px="md" py="xs">
      {agent.name} speaks of {[...new Set(missing)].map((name) => `{{${name}}}`).join(', ')}, which no column is: it is
      left out.
    </Text>
  )
}

/** What would become of the rows, from a dry run over the first thousand. */
export function ImportCounts({ preview }: { preview: Preview }) {
  const { counts, rows_total } = preview
  return (
    <Group gap="xs" mt={6} role="status" aria-label="What would become of the rows">
      <Text size="sm">
        {rows_total === null || counts.looked_at < rows_total
          ? `Of the first ${formatCount(counts.looked_at)}${rows_total === null ? '' : ` of ${formatCount(rows_total)}`} rows:`
          : `Of ${formatCount(counts.looked_at)} ${counts.looked_at === 1 ? 'row' : 'rows'}:`}
      </Text>
      {countsOf(counts).map(({ verdict, count, label }) => (
        <WordBadge key={verdict} word={{ ...VERDICT[verdict], label: `${formatCount(count)} ${label}` }} />
      ))}
    </Group>
  )
}
