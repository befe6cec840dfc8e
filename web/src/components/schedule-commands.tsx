import { List, Text } from '@mantine/core'
import { modals } from '@mantine/modals'
import { Link } from 'react-router'
import { type Schedule, useDeleteSchedule, useSaveSchedule } from '../api/schedules.ts'
import { countOf } from '../format.ts'
import { toastDone, toastError } from './toasts.ts'

/** What can be done to a schedule beside editing it. */
export function useScheduleCommands() {
  const save = useSaveSchedule()
  const remove = useDeleteSchedule()

  function setDefault(schedule: Schedule, is_default: boolean) {
    save.mutate(
      { id: schedule.id, input: { is_default } },
      {
        onSuccess: () =>
          toastDone(
            is_default
              ? `New campaigns begin with ${schedule.name}.`
              : `New campaigns no longer begin with ${schedule.name}.`,
          ),
        onError: toastError,
      },
    )
  }

  function askDelete(schedule: Schedule, onDeleted?: () => void) {
    if (schedule.used_by.length > 0) {
      modals.open({ title: `${schedule.name} is in use`, children: <UsedBy schedule={schedule} /> })
      return
    }
    modals.openConfirmModal({
      title: `Delete ${schedule.name}?`,
      children: (
        <Text size="sm">
          Its hours and {countOf(schedule.exceptions.length, 'exception')} will be lost.
          {schedule.is_default && ' New campaigns will begin without a schedule.'}
        </Text>
      ),
      labels: { confirm: 'Delete the schedule', cancel: 'Keep it' },
      confirmProps: { color: 'red' },
      onConfirm: () =>
        remove.mutate(schedule.id, {
          onSuccess: () => {
            toastDone('The schedule is deleted.')
            onDeleted?.()
          },
          onError: toastError,
        }),
    })
  }

  return { setDefault, askDelete, isPending: save.isPending }
}

function UsedBy({ schedule }: { schedule: Schedule }) {
  return (
    <>
      <Text size="sm" mb="xs">
        It cannot be deleted while {countOf(schedule.used_by.length, 'campaign')} that{' '}
        {schedule.used_by.length === 1 ? 'is' : 'are'} not finished {schedule.used_by.length === 1 ? 'goes' : 'go'} by
        it. Choose another schedule there first.
      </Text>
      <List size="sm">
        {schedule.used_by.map((campaign) => (
          <List.Item key={campaign.id}>
            <Link className="row-link" to={`/campaigns/${campaign.id}/settings`} onClick={() => modals.closeAll()}>
              {campaign.name}
            </Link>
          </List.Item>
        ))}
      </List>
    </>
  )
}
