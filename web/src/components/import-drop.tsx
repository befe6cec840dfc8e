import { Alert, Group, Stack, Text } from '@mantine/core'
import { Dropzone } from '@mantine/dropzone'
import { IconFileSpreadsheet, IconUpload, IconX } from '@tabler/icons-react'
import { useState } from 'react'
import { formatBytes } from '../format.ts'

interface Props {
  file: File | null
  onChoose: (file: File) => void
  hint?: string | undefined
}

const HINT =
  'CSV, TSV, Excel (.xlsx), a zip with one list, or JSON with one person a line. Columns in any order: phones, email, address, time zone and consent are understood, every other column becomes a variable.'

/** Takes a list by drop or by choice. How large it may be, the API says. */
export function ImportDrop({ file, onChoose, hint = HINT }: Props) {
  const [problem, setProblem] = useState<string | null>(null)
  return (
    <Stack gap="sm">
      <Dropzone
        onDrop={([first]) => {
          setProblem(null)
          if (first) onChoose(first)
        }}
        onReject={([first]) => setProblem(first?.errors[0]?.message ?? 'This file cannot be used.')}
        multiple={false}
        useFsAccessApi={false}
        role="button"
        inputProps={{ 'aria-label': 'File with the list' }}
        aria-label="Choose or drop a file"
      >
        <Group justify="center" gap="md" mih={80} wrap="nowrap" style={{ pointerEvents: 'none' }}>
          <Dropzone.Accept>
            <IconUpload size={36} style={{ flex: 'none' }} aria-hidden />
          </Dropzone.Accept>
          <Dropzone.Reject>
            <IconX size={36} style={{ flex: 'none' }} aria-hidden />
          </Dropzone.Reject>
          <Dropzone.Idle>
            <IconFileSpreadsheet size={36} stroke={1.4} style={{ flex: 'none' }} aria-hidden />
          </Dropzone.Idle>
          <div style={{ minWidth: 0 }}>
            <Text fw={600} style={{ overflowWrap: 'anywhere' }}>
              {file ? file.name : 'Drop a list here, or choose one'}
            </Text>
            <Text size="sm" c="dimmed">
              {file ? `${formatBytes(file.size)}. Drop another to replace it.` : hint}
            </Text>
          </div>
        </Group>
      </Dropzone>
      {problem && (
        <Alert color="red" variant="outline" role="alert">
          {problem}
        </Alert>
      )}
    </Stack>
  )
}
