import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest'
import { launchChromium } from '#testkit/browser/chromium.ts'
import { KeyboardPerson } from '#testkit/browser/keyboard-person.ts'
import { seedDesk, type SeededDesk } from '#testkit/seed/seeded-desk.ts'
import { PASSWORD } from '#testkit/staff/staff.ts'

describe.runIf(inject('hasChromium'))('with the keyboard alone', () => {
  let desk: SeededDesk
  let browser: Browser

  beforeAll(async () => {
    ;[desk, browser] = await Promise.all([seedDesk(), launchChromium()])
  })
  afterAll(async () => {
    await browser?.close()
    await desk?.end()
  })

  test('R4.2 somebody signs in, finds a ticket and closes it, and always sees where they are', async () => {
    const context = await browser.newContext({ baseURL: desk.platform.origin, reducedMotion: 'reduce' })
    const page = await context.newPage()
    const person = new KeyboardPerson(page)
    await page.goto(`/sign-in?redirect=${encodeURIComponent('/o/acme/tickets')}`)
    await page.getByRole('button', { name: 'Sign in' }).waitFor()

    await person.tabTo(page.getByLabel('E-mail address'))
    await page.keyboard.type(desk.staff.email)
    await person.tabTo(page.getByLabel(/^Password/))
    await page.keyboard.type(PASSWORD)
    await page.keyboard.press('Enter')

    const link = page.getByRole('link', { name: 'Order search fails with 500' })
    await link.waitFor()
    await person.tabTo(link)
    await page.keyboard.press('Enter')
    const heading = page.getByRole('heading', { level: 1, name: 'Order search fails with 500' })
    await person.isOn(heading)

    // What one does with the ticket is in the bar above the heading.
    await page.keyboard.press('Shift+Tab')
    await person.isOn(page.getByRole('button', { name: 'Close…' }))
    await page.keyboard.press('Enter')
    const dialog = page.getByRole('dialog', { name: `Close ${desk.failing}` })
    const first = dialog.getByRole('radio', { name: 'Fixed' })
    await person.isOn(first)
    await page.keyboard.press('Escape')
    await dialog.waitFor({ state: 'detached' })
    await person.isOn(page.getByRole('button', { name: 'Close…' }))

    // Three keystrokes close it and go on. The way back and the way to undo are one keystroke each.
    await page.keyboard.press('e')
    await person.isOn(first)
    await page.keyboard.press('Control+Enter')
    await dialog.getByText('Say why it is closed.').waitFor()
    await page.keyboard.press('1')
    expect(await first.isChecked()).toBe(true)
    await page.keyboard.press('Shift')
    await page.keyboard.press('Control+Enter')
    await person.isOn(page.getByRole('heading', { level: 1, name: /^<img/ }))
    const offer = page.getByRole('complementary', { name: 'Last change' })
    await offer.getByText(`${desk.failing} is now closed: fixed.`).waitFor()
    await page.keyboard.press('z')
    await offer.getByText(`${desk.failing} is as it was before.`).waitFor()
    await page.keyboard.press('k')
    await person.isOn(heading)
    await page.getByText('closed it: fixed').waitFor()
    await page.getByText('reopened it').waitFor()

    // In a field, letters are text. What is written is kept until it is added.
    const note = page.getByRole('textbox', { name: 'Note for colleagues' })
    await page.keyboard.press('n')
    await person.isOn(note)
    await page.keyboard.type('Shard 3? Jonas looks at it.')
    await page.keyboard.press('Escape')
    await person.isOn(page.getByRole('heading', { level: 2, name: /^Timeline/ }))
    await page.reload()
    await heading.waitFor()
    expect(await note.inputValue()).toBe('Shard 3? Jonas looks at it.')
    await note.focus()
    await page.keyboard.press('Control+Enter')
    const history = page.getByRole('list', { name: 'History of the ticket' })
    await history.getByText('Shard 3? Jonas looks at it.').waitFor()
    expect(await note.inputValue()).toBe('')

    // One switch turns the letters off, also in the controls that print them.
    await heading.focus()
    await page.keyboard.press('?')
    const sheet = page.getByRole('dialog', { name: 'Keyboard shortcuts' })
    await sheet.getByRole('checkbox', { name: 'Single letters act as shortcuts' }).uncheck()
    await page.keyboard.press('Escape')
    await sheet.waitFor({ state: 'detached' })
    await heading.focus()
    await page.keyboard.press('e')
    await page.keyboard.press('?')
    expect(await page.getByRole('dialog').count()).toBe(0)
    expect(await page.getByRole('button', { name: 'Close…' }).textContent()).toBe('Close…')
    await context.close()
  })
})
