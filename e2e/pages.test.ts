import type { Browser, BrowserContext } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest'
import { expectAccessible } from '#testkit/browser/accessibility.ts'
import { launchChromium } from '#testkit/browser/chromium.ts'
import { Faults, isAnswer } from '#testkit/browser/faults.ts'
import { seedDesk, type SeededDesk } from '#testkit/seed/seeded-desk.ts'
import type { View } from './views/view.ts'
import { VIEWS } from './views/dashboard-views.ts'

/** Milliseconds one view may take beside others. */
const TIMEOUT = 120_000

describe.runIf(inject('hasChromium'))('every page and dialog', () => {
  let desk: SeededDesk
  let browser: Browser

  beforeAll(async () => {
    ;[desk, browser] = await Promise.all([seedDesk(), launchChromium()])
  })
  afterAll(async () => {
    await browser?.close()
    await desk?.end()
  })

  test.concurrent.each(VIEWS)(
    'R4.5 $name: accessible in light and dark, on a desk and on a phone, without a fault',
    { timeout: TIMEOUT },
    async (view) => {
      const context = await enter(view)
      const faults = new Faults()
      faults.watch(context)
      await expectAccessible(context, (page) => view.open(page, desk))
      await context.close()
      expect(faults.found.filter((fault) => !isAnswer(fault, view.answers ?? []))).toEqual([])
    },
  )

  function enter(view: View): Promise<BrowserContext> {
    const options = { baseURL: desk.platform.origin, reducedMotion: 'reduce' } as const
    return view.signedOut ? browser.newContext(options) : desk.enter(browser, options)
  }
})
