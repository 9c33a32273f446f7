import type { BrowserContext } from 'playwright-core'

const APPEAR_TIMEOUT_MS = 30_000

/** Everything that went wrong in a browser context without anybody having asked for it. */
export class Faults {
  readonly found: string[] = []

  /** Collects what the console, the network and the Content Security Policy complain about, on every page. */
  watch(context: BrowserContext): void {
    context.setDefaultTimeout(APPEAR_TIMEOUT_MS)
    context.on('console', (message) => {
      if (['error', 'warning'].includes(message.type())) this.found.push(`console: ${message.text()}`)
    })
    context.on('weberror', (error) => this.found.push(`uncaught: ${String(error.error())}`))
    context.on('response', (response) => {
      if (response.status() >= 400) this.found.push(`${response.status()}: ${response.url()}`)
    })
    context.on('requestfailed', (request) => {
      const reason = request.failure()?.errorText
      // The live stream and prefetches end with the page that asked for them.
      if (reason !== 'net::ERR_ABORTED') this.found.push(`${reason}: ${request.url()}`)
    })
  }
}

/** Whether a fault is an answer a view exists for: Chromium writes each of 400 and above to the console, too. */
export function isAnswer(fault: string, statuses: readonly number[]): boolean {
  return statuses.some(
    (status) => fault.startsWith(`${status}: `) || fault.includes(`responded with a status of ${status}`),
  )
}
