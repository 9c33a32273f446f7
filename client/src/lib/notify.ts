type Listener = () => void

let wanted = false
const listeners = new Set<Listener>()

/**
 * A short visible confirmation of what just worked. Errors stay beside what caused them instead.
 * The code that draws it comes with the first message, so that no page waits for it.
 */
export function notify(message: string): void {
  wanted = true
  for (const listener of listeners) listener()
  void import('@mantine/notifications').then(({ notifications }) =>
    notifications.show({ message, color: 'indigo', role: 'status', withBorder: true }),
  )
}

/** For the place that draws the messages: whether there has been one. */
export const notificationsWanted = {
  subscribe: (listener: Listener): Listener => {
    listeners.add(listener)
    return () => void listeners.delete(listener)
  },
  read: () => wanted,
}
