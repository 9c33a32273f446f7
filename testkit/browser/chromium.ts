import { chromium, type Browser, type BrowserContext, type Page } from 'playwright-core'

const FLAGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
]

const APPEAR_TIMEOUT_MS = 10_000

export function launchChromium(): Promise<Browser> {
  return chromium.launch({ executablePath: '/usr/bin/chromium', args: FLAGS })
}

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

/** Signs in by the form, as a person does. */
export async function signIn(page: Page, origin: string, email: string, password: string): Promise<void> {
  await page.goto(`${origin}/sign-in`)
  await page.getByLabel('E-mail address').fill(email)
  await page.getByLabel(/^Password/).fill(password)
  await page.getByRole('button', { name: 'Sign in' }).click()
  await page.getByRole('heading', { level: 1, name: 'Tickets' }).waitFor()
}

/** Until the live subscription stands: what happens from now on reaches this page. */
export async function untilLive(page: Page): Promise<void> {
  await page.locator('[data-live-state="live"]').waitFor()
}
