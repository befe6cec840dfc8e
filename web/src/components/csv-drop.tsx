import { Alert, Group, Stack, Table, Text } from '@mantine/core'
import { Dropzone } from '@mantine/dropzone'
import { IconFileTypeCsv, IconUpload, IconX } from '@tabler/icons-react'
import { useState } from 'react'
import { type CsvPreview, contactColumns, hasPhoneColumn, previewCsv, variableColumns } from '../csv-preview.ts'
import { formatBytes } from '../format.ts'
import { variableName } from '../template.ts'

export interface ChosenFile {
  file: File
  preview: CsvPreview
}

interface Props {
  chosen: ChosenFile | null
  onChoose: (chosen: ChosenFile | null) => void
}

const MAX_BYTES = 50 * 1024 * 1024

/** Takes a CSV by drop or by choice and shows its first rows. */
export function CsvDrop({ chosen, onChoose }: Props) {
  const [problem, setProblem] = useState<string | null>(null)
  async function take(file: File | undefined) {
    if (!file) return
    setProblem(null)
    try {
      onChoose({ file, preview: await previewCsv(file) })
    } catch (error) {
      onChoose(null)
      setProblem(error instanceof Error ? error.message : 'The file cannot be read.')
    }
  }
  return (
    <Stack gap="sm">
      <Dropzone
        onDrop={(files) => take(files[0])}
        onReject={(rejections) => setProblem(rejections[0]?.errors[0]?.message ?? 'This file cannot be used.')}
        multiple={false}
        maxSize={MAX_BYTES}
        useFsAccessApi={false}
        role="button"
        inputProps={{ 'aria-label': 'CSV file' }}
        aria-label="Choose or drop a CSV file"
      >
        <Group justify="center" gap="md" mih={90} style={{ pointerEvents: 'none' }}>
          <Dropzone.Accept>
            <IconUpload size={36} aria-hidden />
          </Dropzone.Accept>
          <Dropzone.Reject>
            <IconX size={36} aria-hidden />
          </Dropzone.Reject>
          <Dropzone.Idle>
            <IconFileTypeCsv size={36} stroke={1.4} aria-hidden />
          </Dropzone.Idle>
          <div>
            <Text fw={600}>{chosen ? chosen.file.name : 'Drop a CSV here, or choose one'}</Text>
            <Text size="sm" c="dimmed">
              {chosen
                ? `${formatBytes(chosen.file.size)}. Drop another to replace it.`
                : 'Columns name, phone1 to phone10 and email; address, time zone and consent are understood; every other column becomes a variable.'}
            </Text>
          </div>
        </Group>
      </Dropzone>
      {problem && (
        <Alert color="red" variant="outline" role="alert">
          {problem}
        </Alert>
      )}
      {chosen && <Preview preview={chosen.preview} />}
    </Stack>
  )
}

function Preview({ preview }: { preview: CsvPreview }) {
  const variables = variableColumns(preview.header)
  const contact = contactColumns(preview.header)
  return (
    <Stack gap="xs">
      {!hasPhoneColumn(preview.header) && (
        <Alert color="orange" variant="outline" role="status">
          No column looks like a phone. Name it phone1 so that Sundial finds it.
        </Alert>
      )}
      <Text size="sm" fw={600}>
        The first rows as Sundial reads them
      </Text>
      <Table.ScrollContainer minWidth={Math.min(1200, preview.header.length * 100)}>
        <Table withTableBorder fz="xs" verticalSpacing={4} aria-label="First rows of the file">
          <Table.Thead>
            <Table.Tr>
              {preview.header.map((column, i) => (
                // biome-ignore lint/suspicious/noArrayIndexKey: two columns may have the same name
                <Table.Th key={i}>{column}</Table.Th>
              ))}
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {preview.rows.map((row, i) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: rows of a file have no other name
              <Table.Tr key={i}>
                {preview.header.map((_column, j) => (
                  // biome-ignore lint/suspicious/noArrayIndexKey: as above
                  <Table.Td key={j} style={{ whiteSpace: 'nowrap' }}>
                    {row[j]}
                  </Table.Td>
                ))}
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      </Table.ScrollContainer>
      {contact.length > 0 && (
        <Text size="xs" c="dimmed">
          Kept with the person: {contact.join(' · ')}
        </Text>
      )}
      {variables.length > 0 && (
        <Text size="xs" c="dimmed">
          Variables: {variables.map((column) => `{{${variableName(column)}}}`).join(', ')}
        </Text>
      )}
    </Stack>
  )
}
