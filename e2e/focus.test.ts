import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest'
import { launchChromium } from '#testkit/browser/chromium.ts'
import { enterDashboard, untilLive } from '#testkit/browser/dashboard-pages.ts'
import { Platform } from '#testkit/platform/platform.ts'
import { PASSWORD, Staff } from '#testkit/staff/staff.ts'

describe.runIf(inject('hasChromium'))('the focus and what Enter does', () => {
  let platform: Platform
  let browser: Browser
  let staff: Staff
  let page: Page

  beforeAll(async () => {
    ;[platform, browser] = await Promise.all([Platform.start(), launchChromium()])
    staff = await Staff.signUp(platform.origin)
    await staff.addServer('shop', { name: 'Shop' })
    const context = await enterDashboard(browser, platform.origin, staff, { reducedMotion: 'reduce' })
    page = await context.newPage()
  })
  afterAll(async () => {
    await browser?.close()
    await platform?.end()
  })

  const focused = (name: string | RegExp) =>
    page
      .getByRole('button', { name })
      .or(page.getByRole('heading', { name }))
      .and(page.locator(':focus'))
      .waitFor()
  const dialog = () => page.getByRole('dialog')
  async function openTicket(title: string): Promise<string> {
    const words = { title, description: 'x', category: 'Other' }
    const input = { org: staff.org, server: 'shop', words }
    const { reference } = await staff.visitor.mutate<{ reference: string }>('supportTicket.open', input)
    await page.goto(`/o/${staff.org}/tickets/${reference}`)
    await page.getByRole('heading', { name: title }).waitFor()
    await untilLive(page)
    return reference
  }
  const openButton = () => dialog().getByRole('button', { name: 'Open ticket' })
  async function pressThrice(field: string, key: string): Promise<void> {
    await dialog().getByLabel(field).focus()
    for (let press = 0; press < 3; press++) await page.keyboard.press(key)
  }
  const remove = (reference: string) =>
    staff.visitor.mutate('supportTicket.delete', { org: staff.org, reference, expectedVersion: 1 })

  test('R4.2 a held Enter opens the question and no more, and neither do three quick presses', async () => {
    const reference = await openTicket('Held')
    await page.getByRole('button', { name: 'Start progress' }).focus()
    // Each call after the first is a repetition of the held key.
    for (let press = 0; press < 12; press++) await page.keyboard.down('Enter')
    await page.keyboard.up('Enter')
    await dialog().getByRole('button', { name: 'Start progress' }).and(page.locator(':focus')).waitFor()
    await page.keyboard.press('Escape')
    await dialog().waitFor({ state: 'detached' })
    await focused('Start progress')
    for (let press = 0; press < 3; press++) await page.keyboard.press('Enter', { delay: 1 })
    await dialog().getByRole('button', { name: 'Start progress' }).and(page.locator(':focus')).waitFor()
    expect((await staff.readTicket(reference)).version).toBe(1)

    // Another key in between shows that the question was read. After the change, Enter does nothing.
    await page.keyboard.press('Shift')
    await page.keyboard.press('Enter')
    await dialog().waitFor({ state: 'detached' })
    await focused('Held')
    await page.keyboard.press('Enter')
    expect(await dialog().count()).toBe(0)
    expect((await staff.readTicket(reference)).version).toBe(2)
    await page.getByRole('button', { name: 'Close message' }).waitFor()
  })

  test('a ticket that is deleted meanwhile leaves the focus on the page, and what was typed in its dialog', async () => {
    const asked = await openTicket('Deleted elsewhere')
    await page.getByRole('button', { name: 'Close…' }).press('Enter')
    await dialog().getByRole('radio', { name: 'Fixed' }).and(page.locator(':focus')).waitFor()
    await remove(asked)
    await focused('Ticket deleted')

    const typed = await openTicket('Deleted while corrected')
    await page.getByRole('button', { name: 'Correct' }).click()
    await dialog().getByLabel('Title').fill('My better title')
    await remove(typed)
    await dialog().getByText('The ticket was deleted').waitFor()
    expect(await dialog().getByLabel('Title').inputValue()).toBe('My better title')
    expect(await dialog().getByRole('button', { name: 'Save' }).count()).toBe(0)
    await dialog().getByRole('button', { name: 'Close', exact: true }).click()
    await focused('Ticket deleted')
  })

  test('going back to a ticket that one has deleted says that there is none', async () => {
    const reference = await openTicket('Mine to delete')
    await page.getByRole('button', { name: 'Delete' }).click()
    await dialog().getByRole('button', { name: 'Delete ticket' }).click()
    // At once, before the list is there: the ticket's page must not show what it remembers.
    await page.waitForURL(/\/tickets$/)
    await page.goBack()
    await page.getByRole('heading', { name: `There is no ticket ${reference}` }).waitFor()
  })

  test.each([
    ['Ctrl Enter in a long text', () => pressThrice('Description', 'Control+Enter')],
    ['Enter in a field', () => pressThrice('Title', 'Enter')],
    // In one moment, before the form is checked.
    [
      'its button',
      () => openButton().evaluate((button: HTMLButtonElement) => (button.click(), button.click())),
    ],
  ])('%s sends a form once, however fast it is pressed again', async (way, press) => {
    await page.goto(`/o/${staff.org}/tickets`)
    await page.getByRole('button', { name: 'New ticket' }).click()
    await dialog().getByLabel('Category').selectOption('Other')
    await dialog().getByLabel('Title').fill(way)
    await dialog().getByLabel('Description').fill('One line')
    await press()
    await focused(way)
    expect((await staff.listTickets({})).tickets.filter(({ title }) => title === way)).toHaveLength(1)
  })

  test('R2.5 a secret has the focus on its Copy, and goes only when told to', async () => {
    await page.goto(`/o/${staff.org}/organization`)
    await page.getByRole('button', { name: 'Invite' }).click()
    await dialog().getByRole('button', { name: 'Create link' }).press('Enter')
    await focused('Copy invitation link')
    await page.keyboard.press('Escape')
    await page.mouse.click(5, 5)
    await dialog().getByTestId('invitation link').waitFor()
    await dialog().getByRole('button', { name: 'Done' }).click()
    await dialog().waitFor({ state: 'detached' })
    await focused('Invite')
    // The button is gone with its invitation, and the focus is in the same section.
    await page.getByRole('button', { name: /^Revoke the invitation/ }).click()
    await dialog().getByRole('button', { name: 'Revoke invitation' }).click()
    await focused('Invitations')
  })

  test('R4.6 a restored server leaves the focus on its page', async () => {
    const { slug } = await staff.addServer('old', { name: 'Old Shop' })
    await staff.visitor.mutate('mcpServer.archive', { org: staff.org, slug })
    await page.goto(`/o/${staff.org}/servers/${slug}`)
    await page.getByRole('button', { name: 'Restore Old Shop' }).press('Enter')
    await page.getByText('This MCP server is archived').waitFor({ state: 'detached' })
    await focused('Old Shop')
  })

  test('R2.5 a created and a revoked token, and a changed password, leave the focus where one was', async () => {
    await page.goto('/profile')
    await page.getByRole('button', { name: /^Create token/ }).click()
    await dialog().getByLabel('Name').fill('Nightly')
    await page.keyboard.press('Enter')
    await focused('Copy access token')
    await page.keyboard.press('Escape')
    await dialog().getByTestId('access token').waitFor()
    await dialog().getByRole('button', { name: 'Done' }).click()
    await page.getByRole('button', { name: 'Revoke token Nightly' }).click()
    await page.getByRole('button', { name: 'Revoke token', exact: true }).press('Enter')
    await page.getByText('Revoked', { exact: true }).waitFor()
    await focused('Acme')

    await page.getByLabel('Current password').fill(PASSWORD)
    await page.getByLabel(/^New password/).fill('another good passphrase')
    await page.getByRole('button', { name: 'Change password' }).press('Enter')
    await page.getByText('Password changed.').waitFor()
    await focused('Change password')
  })
})
