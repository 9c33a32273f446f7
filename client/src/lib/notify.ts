import { notifications } from '@mantine/notifications'

/** A short visible confirmation of what just worked. Errors stay beside what caused them instead. */
export function notify(message: string): void {
  notifications.show({ message, color: 'indigo', role: 'status', withBorder: true })
}
