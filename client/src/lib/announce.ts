type Listener = (message: string) => void

let listener: Listener | undefined

/** Says something to people who use a screen reader, politely and without moving their focus (WCAG 4.1.3). */
export function announce(message: string): void {
  listener?.(message)
}

/** For the page's one live region. */
export function onAnnouncement(next: Listener): () => void {
  listener = next
  return () => {
    if (listener === next) listener = undefined
  }
}
