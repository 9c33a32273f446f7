type Listener = (message: string) => void

let listener: Listener | undefined

/** Lets screen readers read a message, without interrupting and without moving the focus (WCAG 4.1.3). */
export function announce(message: string): void {
  listener?.(message)
}

/** Registers the page's one live region. Returns what ends the registration. */
export function onAnnouncement(next: Listener): () => void {
  listener = next
  return () => {
    if (listener === next) listener = undefined
  }
}
