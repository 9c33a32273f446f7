import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest'
import { expectAccessible } from '#testkit/browser/accessibility.ts'
import { launchChromium } from '#testkit/browser/chromium.ts'

const dark = (rule: string) => `@media (prefers-color-scheme: dark) { ${rule} }`
const page = (style: string, main = '<p>There are no tickets yet.</p>') =>
  `<!doctype html><html lang="en"><head><meta name="viewport" content="width=device-width"><title>Tickets</title>
   <style>body { background: #fff } ${dark('body { background: #111; color: #eee }')} ${style}</style></head><body><main><h1>Tickets</h1>${main}</main></body></html>`

/** The check of all pages finds what it looks for. */
describe.runIf(inject('hasChromium'))('a page that is not accessible', () => {
  let browser: Browser
  beforeAll(async () => {
    browser = await launchChromium()
  })
  afterAll(() => browser?.close())

  const check = async (content: string) => {
    const context = await browser.newContext({ reducedMotion: 'reduce' })
    await expectAccessible(context, (page) => page.setContent(content)).finally(() => context.close())
  }

  it('passes when it is', async () => {
    await expect(check(page(''))).resolves.toBeUndefined()
  })

  it.each([
    ['in the light', page('p { color: #bbb }'), /^1280 px/],
    ['in the dark', page(dark('p { color: #333 }')), /^dark, 1280 px/],
    [
      'in the dark, after a while',
      page(`p { transition: color 60s } ${dark('p { color: #333 }')}`),
      /^dark, 1280 px/,
    ],
    ['on a phone in the dark', page(dark('@media (width < 400px) { p { color: #333 } }')), /^dark, 375 px/],
    ['without a name', page('', '<button></button>'), /^1280 px/],
    ['wider than a phone', page('', '<p style="width: 350px">Too wide</p>'), /^320 px/],
  ])('fails %s', async (_, content, message) => {
    await expect(check(content)).rejects.toThrow(message)
  })
})
