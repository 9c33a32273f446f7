import type { ChangeDto } from '#shared/support-ticket.ts'
import type { LiveState } from '../lib/live-updates.ts'

/** What the tab with the connection tells the others, and what a new one asks. */
export type TabMessage =
  | { type: 'who' }
  | { type: 'state'; state: LiveState }
  | { type: 'change'; id: string; change: ChangeDto }

interface TabListener {
  /** This tab is to hold the connection from now on. */
  lead: () => void
  /** Another tab holds it. */
  follow: () => void
  hear: (message: TabMessage) => void
}

/**
 * One tab of a browser holds the connection of the live updates and tells the others: over HTTP/1.1 a browser opens six
 * connections to one origin, so that the seventh window would wait for ever. The Web Locks API chooses the tab, and the
 * next one when it closes. Where a page may not use locks (no HTTPS), each tab leads itself.
 */
export class TabChannel {
  readonly #name: string
  readonly #channel: BroadcastChannel
  readonly #listener: TabListener
  #letGo: (() => void) | undefined
  #isOpen = true

  constructor(name: string, listener: TabListener) {
    this.#name = name
    this.#listener = listener
    this.#channel = new BroadcastChannel(name)
    this.#channel.addEventListener('message', ({ data }: MessageEvent<TabMessage>) => listener.hear(data))
    this.#queue({})
    this.send({ type: 'who' })
  }

  send(message: TabMessage): void {
    // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a channel has no target: only this origin listens
    if (this.#isOpen) this.#channel.postMessage(message)
  }

  /** Takes the lead from a tab that does not do its work, such as one that the browser put to sleep. */
  take(): void {
    if (!this.#letGo) this.#queue({ steal: true })
  }

  close(): void {
    this.#isOpen = false
    this.#letGo?.()
    this.#channel.close()
  }

  #queue(options: LockOptions): void {
    if (!navigator.locks) return this.#listener.lead()
    const held = navigator.locks.request(this.#name, options, () => this.#hold())
    // Another tab took the lead. This one waits for its turn again.
    held.catch(() => {
      this.#letGo = undefined
      if (!this.#isOpen) return
      this.#listener.follow()
      this.#queue({})
    })
  }

  #hold(): Promise<void> | undefined {
    if (!this.#isOpen) return undefined
    this.#listener.lead()
    return new Promise((resolve) => {
      this.#letGo = resolve
    })
  }
}
