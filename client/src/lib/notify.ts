type Listener = () => void

let wanted = false
const listeners = new Set<Listener>()

/**
 * Shows a short message that something has worked. An error is shown beside the control that caused it instead.
 * The code that draws messages is loaded with the first one, so that no page waits for it.
 */
export function notify(message: string): void {
  wanted = true
  for (const listener of listeners) listener()
  void import('@mantine/notifications').then(({ notifications }) =>
    notifications.show({
      message,
      color: 'indigo',
      role: 'status',
      withBorder: true,
      closeButtonProps: { 'aria-label': 'Close message' },
    }),
  )
}

/** Tells the component that draws messages whether there has been one. */
export const notificationsWanted = {
  subscribe: (listener: Listener): Listener => {
    listeners.add(listener)
    return () => void listeners.delete(listener)
  },
  read: () => wanted,
}
