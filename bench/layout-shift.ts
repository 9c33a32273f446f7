/*
 * How far what is on screen moves while the pages of the dashboard load, as Chromium counts it (CLS, https://web.dev/cls), on
 * a desk and on a phone. Answers of the API take a while, so that what stands in their place is seen. Needs
 * a Chromium.
 *
 *   npm run bench -- layout-shift
 */
import type { Browser, Page } from 'playwright-core'
import { findChromium, launchChromium } from '#testkit/browser/chromium.ts'
import { seedDesk, type SeededDesk } from '#testkit/seed/seeded-desk.ts'
import { verdict } from './measure.ts'

const MOST = 0.02
const WIDTHS = [1280, 375]
/** Milliseconds. */
const ANSWER_DELAY = 300
const SETTLES = 1_500

const PAGES: Record<string, (desk: SeededDesk) => string> = {
  'sign-in': () => '/sign-in',
  list: ({ staff }) => `/o/${staff.org}/tickets`,
  'list, filtered': ({ staff }) => `/o/${staff.org}/tickets?status=all&server=shop&call=yes`,
  'list, nothing found': ({ staff }) => `/o/${staff.org}/tickets?q=zyxw`,
  ticket: ({ staff, failing }) => `/o/${staff.org}/tickets/${failing}`,
  'ticket by hand': ({ staff, byHand }) => `/o/${staff.org}/tickets/${byHand}`,
  overview: ({ staff }) => `/o/${staff.org}/overview`,
  servers: ({ staff }) => `/o/${staff.org}/servers`,
  server: ({ staff }) => `/o/${staff.org}/servers/shop`,
  users: ({ staff }) => `/o/${staff.org}/servers/portal/users`,
  user: ({ staff, user }) => `/o/${staff.org}/servers/portal/users/${user.id}`,
  organization: ({ staff }) => `/o/${staff.org}/organization`,
  'audit log': ({ staff }) => `/o/${staff.org}/organization/audit-log`,
  privacy: ({ staff }) => `/o/${staff.org}/organization/privacy`,
  profile: () => '/profile',
}

if (findChromium()) {
  const [desk, browser] = await Promise.all([seedDesk(), launchChromium()])
  for (const [name, pathOf] of Object.entries(PAGES)) {
    for (const width of WIDTHS) {
      const { sum, moved } = await shiftOf(browser, desk, pathOf(desk), width)
      verdict(`${name}, ${width} px`, sum, '<=', MOST)
      if (sum > MOST) process.stdout.write(moved.map((each) => `       ${each}\n`).join(''))
    }
  }
  await browser.close()
  await desk.end()
} else {
  process.stdout.write('skipped: no Chromium\n')
}

async function shiftOf(browser: Browser, desk: SeededDesk, path: string, width: number) {
  const options = { baseURL: desk.platform.origin, viewport: { width, height: 800 } }
  const context = path === '/sign-in' ? await browser.newContext(options) : await desk.enter(browser, options)
  const page = await context.newPage()
  await page.route('**/trpc/**', async (route) => {
    await new Promise((resolve) => setTimeout(resolve, ANSWER_DELAY))
    await route.continue().catch(() => undefined)
  })
  await page.goto(path)
  await page.locator('h1').first().waitFor({ state: 'attached' })
  await page.waitForTimeout(SETTLES)
  const shifts = await readShifts(page)
  await context.close()
  return {
    sum: shifts.reduce((sum, { value }) => sum + value, 0),
    moved: shifts.map(({ value, nodes }) => `${value.toFixed(4)} ${nodes.join(' · ')}`),
  }
}

function readShifts(page: Page): Promise<{ value: number; nodes: string[] }[]> {
  return page.evaluate(
    () =>
      new Promise((resolve) => {
        new PerformanceObserver((list) => {
          const entries = list.getEntries() as unknown as {
            value: number
            hadRecentInput: boolean
            sources: { node: Element | null; previousRect: DOMRect; currentRect: DOMRect }[]
          }[]
          const shifts = entries.filter(({ hadRecentInput }) => !hadRecentInput)
          resolve(
            shifts.map(({ value, sources }) => ({
              value,
              nodes: sources.map(({ node, previousRect: from, currentRect: to }) => {
                const element = node instanceof Element ? node : undefined
                const text = element?.textContent?.slice(0, 30) ?? ''
                return `${element?.tagName} “${text}” ${from.x},${from.y} ${from.width}×${from.height} → ${to.x},${to.y} ${to.width}×${to.height}`
              }),
            })),
          )
        }).observe({ type: 'layout-shift', buffered: true })
        // Without a shift, the observer is not called.
        setTimeout(() => resolve([]), 500)
      }),
  )
}
