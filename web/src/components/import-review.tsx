import { Alert, Box, Button, Group, Progress, Select, Stack, Text } from '@mantine/core'
import { useAgents } from '../api/agents.ts'
import { formatBytes } from '../format.ts'
import { formatLine } from '../import-words.ts'
import { ImportColumns } from './import-columns.tsx'
import type { ListDraft } from './import-draft.ts'
import { ImportDrop } from './import-drop.tsx'
import { ImportMapping } from './import-mapping.tsx'
import { ImportCounts, ImportRows } from './import-rows.tsx'

interface Props {
  draft: ListDraft
  /** Who will call them; null: nobody yet. undefined: into the address book, where nobody is called. */
  agentId: string | null | undefined
  /** Shown under the field for the file while none is chosen. */
  hint?: string
}

/** A list from the moment it is dropped to the moment it is as it should be: what its columns are, and what the first rows become. */
export function ImportReview({ draft, agentId, hint }: Props) {
  const agents = useAgents()
  const agent = agents.data?.find((it) => it.id === agentId) ?? null
  const { preview } = draft
  return (
    <Stack gap="sm">
      <ImportDrop file={draft.file} onChoose={draft.choose} hint={hint} />
      {draft.sent !== null && <Sending share={draft.sent} onStop={draft.clear} />}
      {(draft.problem ?? preview?.problem) && (
        <Alert color="red" variant="outline" role="alert">
          {draft.problem ?? preview?.problem}
        </Alert>
      )}
      {preview && (
        <>
          <Group justify="space-between" align="flex-end" gap="sm">
            <Group gap="sm" align="flex-end">
              {preview.format.sheets.length > 1 && (
                <Select
                  size="xs"
                  w={200}
                  label="Sheet"
                  data={preview.format.sheets}
                  value={preview.format.sheet}
                  onChange={(sheet) => sheet && draft.chooseSheet(sheet)}
                  allowDeselect={false}
                />
              )}
              <Text size="sm" c="dimmed" pb={4}>
                {formatLine(preview.format, preview.columns.length, preview.rows_total)} · {formatBytes(preview.bytes)}
              </Text>
            </Group>
            {preview.columns.length > 0 && <ImportMapping draft={draft} preview={preview} />}
          </Group>
          {preview.columns.length > 0 && (
            <Box component="section" className="surface" aria-label="Columns">
              <ImportColumns preview={preview} mapping={draft.mapping} onTarget={draft.setTarget} />
            </Box>
          )}
          {preview.rows.length > 0 && (
            <Stack gap={6} aria-busy={draft.looking} opacity={draft.looking ? 0.55 : 1}>
              <Text component="h3" size="sm" fw={600} m={0}>
                {agent ? `The first rows, as ${agent.name} will say them` : 'The first rows'}
              </Text>
              <Box className="surface">
                <ImportRows preview={preview} agent={agent} />
              </Box>
              {agentId === null && (
                <Text size="xs" c="dimmed">
                  The campaign has no agent yet; once it has one, you see here what it will say to them.
                </Text>
              )}
              <ImportCounts preview={preview} />
            </Stack>
          )}
        </>
      )}
    </Stack>
  )
}

/** Whether a list may be imported as it is shown. */
export function isReady({ preview, looking, problem }: ListDraft): boolean {
  return preview !== null && preview.problem === null && problem === null && !looking
}

function Sending({ share, onStop }: { share: number; onStop: () => void }) {
  const percent = Math.round(share * 100)
  return (
    <Stack gap={6} aria-live="polite">
      <Group justify="space-between">
        <Text size="sm">{percent < 100 ? `Sending the file: ${percent}%` : 'Reading what is in it'}</Text>
        <Button size="compact-xs" variant="subtle" color="gray" onClick={onStop}>
          Stop
        </Button>
      </Group>
      <Progress value={percent} animated={percent >= 100} color="sun" aria-label="Upload progress" />
    </Stack>
  )
}
