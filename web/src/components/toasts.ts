import { notifications } from '@mantine/notifications'
import { ApiError } from '../api/client.ts'

/** For screen readers. */
const CLOSE = { closeButtonProps: { 'aria-label': 'Close this message' } }

export function toastDone(message: string): void {
  notifications.show({ message, color: 'green', withBorder: true, autoClose: 4000, ...CLOSE })
}

/** What the API said, field by field when it named fields. */
export function toastError(error: unknown): void {
  if (!(error instanceof ApiError)) {
    notifications.show({
      title: 'Something went wrong',
      message: String(error),
      color: 'red',
      withBorder: true,
      ...CLOSE,
    })
    return
  }
  const fields = error.fields.map(
    (field) => `${field.pointer.replace(/^\//, '').replaceAll('/', ' › ')}: ${field.message}`,
  )
  notifications.show({
    title: error.title,
    message: [error.detail, ...fields].filter(Boolean).join(' · '),
    color: 'red',
    withBorder: true,
    autoClose: 9000,
    ...CLOSE,
  })
}
