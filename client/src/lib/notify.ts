type Listener = () => void

let latest: string | undefined
const listeners = new Set<Listener>()

/**
 * Shows a short message that something has worked. An error is shown beside the control that caused it instead.
 * The code that draws messages is loaded with the first one, so that no page waits for it.
 */
export function notify(message: string): void {
  latest = message
  for (const listener of listeners) listener()
  void show(message)
}

async function show(message: string): Promise<void> {
  try {
    const { notifications } = await import('@mantine/notifications')
    notifications.show({
      message,
      color: 'indigo',
      role: 'status',
      withBorder: true,
      closeButtonProps: { 'aria-label': 'Close message' },
    })
  } catch {
    // The component that draws messages misses this code, too, and has `latest` read aloud.
  }
}

/** Tells the component that draws messages whether there has been one. */
export const notificationsWanted = {
  subscribe: (listener: Listener): Listener => {
    listeners.add(listener)
    return () => void listeners.delete(listener)
  },
  read: () => latest !== undefined,
  latest: () => latest ?? '',
}
