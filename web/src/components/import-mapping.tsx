import { ActionIcon, Button, Group, Menu, Modal, Select, Stack, TextInput } from '@mantine/core'
import { modals } from '@mantine/modals'
import { IconDeviceFloppy, IconDots, IconPencil, IconTrash } from '@tabler/icons-react'
import { type FormEvent, useState } from 'react'
import { ApiError } from '../api/client.ts'
import { type Preview, type SavedMapping, useDeleteMapping, useSavedMappings, useSaveMapping } from '../api/imports.ts'
import { type ListDraft, wholeMapping } from './import-draft.ts'
import { toastDone, toastError } from './toasts.ts'

const CLOSE = { 'aria-label': 'Close' }

/** Which saved mapping is used, and keeping this one for the next list. */
export function ImportMapping({ draft, preview }: { draft: ListDraft; preview: Preview }) {
  const saved = useSavedMappings()
  const save = useSaveMapping()
  const remove = useDeleteMapping()
  const [naming, setNaming] = useState(false)
  const used = saved.data?.find((it) => it.id === draft.savedId) ?? null
  const input = () => ({
    mapping: wholeMapping(preview, draft.mapping),
    headers: preview.columns.map((it) => it.header),
  })
  function replace({ id, name }: SavedMapping) {
    save.mutate({ id, ...input() }, { onSuccess: () => toastDone(`“${name}” is saved.`), onError: toastError })
  }
  function askDelete({ id, name }: SavedMapping) {
    modals.openConfirmModal({
      title: `Delete the mapping “${name}”?`,
      children:
        'The next list with these headings is guessed again. Lists that were imported with it stay as they are.',
      labels: { confirm: 'Delete the mapping', cancel: 'Keep it' },
      confirmProps: { color: 'red' },
      onConfirm: () =>
        remove.mutate(id, {
          onSuccess: () => {
            toastDone(`“${name}” is deleted.`)
            draft.takeMapping(null)
          },
          onError: toastError,
        }),
    })
  }
  return (
    <Group gap={6} align="flex-end">
      <Select
        size="xs"
        w={{ base: 170, xs: 230 }}
        label="Saved mapping"
        placeholder={saved.data?.length === 0 ? 'None saved yet' : 'None: guessed'}
        data={(saved.data ?? []).map((it) => ({ value: it.id, label: it.name }))}
        value={draft.savedId}
        onChange={(id) => draft.takeMapping(id)}
        disabled={!saved.data?.length}
        clearable
        clearButtonProps={{ 'aria-label': 'Use no saved mapping' }}
      />
      <Button
        size="xs"
        variant="default"
        leftSection={<IconDeviceFloppy size={14} aria-hidden />}
        onClick={() => setNaming(true)}
      >
        Save this one
      </Button>
      {used && (
        <Menu position="bottom-end">
          <Menu.Target>
            <ActionIcon size={30} variant="subtle" color="gray" aria-label={`More for ${used.name}`}>
              <IconDots size={17} />
            </ActionIcon>
          </Menu.Target>
          <Menu.Dropdown>
            <Menu.Item leftSection={<IconPencil size={15} aria-hidden />} onClick={() => replace(used)}>
              Save the changes to “{used.name}”
            </Menu.Item>
            <Menu.Item color="red" leftSection={<IconTrash size={15} aria-hidden />} onClick={() => askDelete(used)}>
              Delete “{used.name}”
            </Menu.Item>
          </Menu.Dropdown>
        </Menu>
      )}
      <Modal opened={naming} onClose={() => setNaming(false)} title="Save this mapping" closeButtonProps={CLOSE}>
        <NameForm
          busy={save.isPending}
          problem={save.error instanceof ApiError ? (save.error.at('/name') ?? save.error.message) : undefined}
          onDone={() => setNaming(false)}
          onName={(name) =>
            save.mutate(
              { name, ...input() },
              {
                onSuccess: ({ id }) => {
                  setNaming(false)
                  toastDone(`“${name}” is saved: it is used for the next list with these headings.`)
                  draft.takeMapping(id)
                },
              },
            )
          }
        />
      </Modal>
    </Group>
  )
}

function NameForm(props: {
  busy: boolean
  problem: string | undefined
  onName: (name: string) => void
  onDone: () => void
}) {
  const [name, setName] = useState('')
  function submit(event: FormEvent) {
    event.preventDefault()
    // The form lies in another, in React's tree.
    event.stopPropagation()
    props.onName(name.trim())
  }
  return (
    <form onSubmit={submit}>
      <Stack>
        <TextInput
          label="Name of the mapping"
          description="The next list with the same headings is read with it"
          placeholder="CRM export"
          required
          maxLength={100}
          data-autofocus
          value={name}
          onChange={(event) => setName(event.currentTarget.value)}
          error={props.problem}
        />
        <Group justify="flex-end">
          <Button variant="default" onClick={props.onDone}>
            Not now
          </Button>
          <Button type="submit" loading={props.busy} disabled={name.trim() === ''}>
            Save
          </Button>
        </Group>
      </Stack>
    </form>
  )
}
