import type { Page, Route } from 'playwright-core'
import type { View } from './view.ts'

/** Every call but the one for the session, which decides which page there is. */
const CALLS = /\/trpc\/(?!account\.session\?)/

const PAGES: Record<string, string> = {
  tickets: '/o/acme/tickets',
  ticket: '/o/acme/tickets/TK-2222-2222',
  overview: '/o/acme/overview',
  servers: '/o/acme/servers',
  agents: '/o/acme/agents',
  organization: '/o/acme/organization',
}

const FAILURES: Record<string, RegExp> = {
  tickets: /^The tickets could not/,
  ticket: /^The ticket could not/,
  overview: /^The overview could not/,
  agents: /^The agents could not/,
}

async function openWith(page: Page, path: string, answer: (route: Route) => unknown): Promise<void> {
  await page.route(CALLS, answer)
  await page.goto(path)
}

/** What stands on a page until its answer comes, and what stands there when none comes. */
export const STATE_VIEWS: View[] = [
  ...Object.entries(PAGES).map(([name, path]) => ({
    name: `${name}-loading`,
    async open(page: Page) {
      await openWith(page, path, () => undefined)
      await page.locator('.mantine-Skeleton-root').first().waitFor()
    },
  })),
  ...Object.entries(FAILURES).map(([name, title]) => ({
    name: `${name}-failed`,
    answers: [500],
    async open(page: Page) {
      await openWith(page, PAGES[name]!, (route) => route.fulfill({ status: 500, body: 'no' }))
      await page.getByText(title).waitFor()
    },
  })),
]
