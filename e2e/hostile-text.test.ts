import type { Browser, BrowserContext } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest'
import { launchChromium } from '#testkit/browser/chromium.ts'
import { Faults } from '#testkit/browser/faults.ts'
import { HOSTILE } from '#testkit/seed/hostile.ts'
import { seedDesk, type SeededDesk } from '#testkit/seed/seeded-desk.ts'

describe.runIf(inject('hasChromium'))('a ticket that attacks whoever reads it', () => {
  let desk: SeededDesk
  let browser: Browser
  let context: BrowserContext
  const faults = new Faults()
  const requests: string[] = []

  beforeAll(async () => {
    ;[desk, browser] = await Promise.all([seedDesk(), launchChromium()])
    context = await desk.enter(browser)
    faults.watch(context)
    context.on('request', (request) => requests.push(request.url()))
    context.on('dialog', (dialog) => {
      faults.found.push(`dialog: ${dialog.message()}`)
      void dialog.dismiss()
    })
  })
  afterAll(async () => {
    await browser?.close()
    await desk?.end()
  })

  test.each(['list', 'ticket'])('R4.2 is shown as text and executes nothing: %s', async (where) => {
    const page = await context.newPage()
    await page.goto(where === 'list' ? '/o/acme/tickets' : `/o/acme/tickets/${desk.hostile}`)
    const title = page.getByText('<img src=x onerror="window.pwned=1">').first()
    await title.waitFor()
    const main = page.getByRole('main')
    expect(await main.getByText('U+202E right-to-left override').count()).toBeGreaterThan(0)
    expect(await main.locator('script, img, iframe, svg[onload], a[href^="javascript:"]').count()).toBe(0)
    expect(await page.evaluate(() => 'pwned' in window)).toBe(false)
    expect(await main.evaluate((element) => (element.textContent ?? '').includes('\u202e'))).toBe(false)
    if (where === 'list') return

    await page.getByRole('button', { name: 'Show all', exact: true }).click()
    const description = (await page.getByRole('region', { name: 'What was reported' }).textContent()) ?? ''
    expect(description).toContain('<script>window.pwned = 3</script>')
    expect(description).toContain(
      '[y](javascript:window.pwned=5) \\u0000\\x00%00 U+200B zero-width spaceU+E0041',
    )
    expect(/A{9000,}/.test(description)).toBe(true)
    expect(await page.getByRole('region', { name: 'Arguments' }).textContent()).toContain(HOSTILE.tool)
    expect(await page.title()).toContain('[U+202E right-to-left override]')
  })

  test.each(['list', 'request'])('R2.6 a client’s name is text, too: %s', async (where) => {
    const page = await context.newPage()
    const request = desk.agentClients.hostile.authorizationUrl()
    await page.goto(where === 'list' ? '/o/acme/agents' : request.href)
    const main = page.getByRole('main')
    await main.getByText('<img src=x onerror="window.pwned=1">').first().waitFor()
    expect(await main.locator('script, img, iframe, svg[onload], a[href^="javascript:"]').count()).toBe(0)
    expect(await page.evaluate(() => 'pwned' in window)).toBe(false)
    expect(await main.evaluate((element) => (element.textContent ?? '').includes('\u202e'))).toBe(false)
  })

  test('R4.2 reached no other address and raised no fault', () => {
    expect(requests.filter((url) => !url.startsWith(`${desk.platform.origin}/`))).toEqual([])
    expect(faults.found).toEqual([])
  })
})
