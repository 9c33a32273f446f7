import { readFile } from 'node:fs/promises'
import type { TicketDto } from '#shared/support-ticket.ts'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest'
import { launchChromium } from '#testkit/browser/chromium.ts'
import { type SeededDesk, seedDesk } from '#testkit/seed/seeded-desk.ts'

describe.runIf(inject('hasChromium'))('privacy in the dashboard', () => {
  let desk: SeededDesk
  let browser: Browser
  let page: Page

  beforeAll(async () => {
    ;[desk, browser] = await Promise.all([seedDesk(), launchChromium()])
    page = await (await desk.enter(browser)).newPage()
  })
  afterAll(async () => {
    await browser?.close()
    await desk?.end()
  })

  const read = (reference: string) =>
    desk.staff.visitor.query<TicketDto>('supportTicket.get', { org: desk.staff.org, reference })
  const confirm = (name: string) => page.getByRole('dialog').getByRole('button', { name, exact: true })

  test('a list is saved as a file, and the dialog counts', async () => {
    await page.goto('/o/acme/tickets?status=all')
    await page.getByRole('button', { name: 'More for this list' }).press('Enter')
    await page.getByRole('menuitem', { name: /^As CSV/ }).waitFor()
    const saved = page.waitForEvent('download')
    await page.getByRole('menuitem', { name: /^As CSV/ }).press('Enter')
    const file = await saved
    expect(file.suggestedFilename()).toMatch(/^tickets-acme-\d{4}-\d\d-\d\d\.csv$/)
    const text = await readFile(await file.path(), 'utf8')
    expect(text).toContain(`\r\n"${desk.failing}","`)
    const lines = text.split('\r\n').length - 2
    await page.getByRole('dialog').getByText(`${lines} tickets saved in your downloads.`).waitFor()
    await confirm('Done').click()
  })

  test('a value is withheld for good', async () => {
    await page.goto(`/o/acme/tickets/${desk.failing}`)
    await page.getByRole('button', { name: 'Withhold' }).click()
    await page.getByRole('combobox', { name: 'Value' }).fill('/incident/error/message')
    await page.getByRole('option', { name: '/incident/error/message' }).click()
    await page.getByRole('dialog').getByText('Now: ').waitFor()
    await confirm('Withhold for good').click()
    await page.getByText('withheld /incident/error/message').waitFor()
    const { version, context } = await read(desk.failing)
    expect(context?.incident?.error?.message).toBe('⟦redacted:withheld⟧')
    const place = { org: desk.staff.org, reference: desk.failing, field: 'email', expectedVersion: version }
    await desk.staff.visitor.mutate('privacy.withholdField', place)
    // The page asks for nothing by an address that is none.
    const refused: string[] = []
    page.on('response', (response) => {
      if (response.url().includes('/trpc/') && response.status() !== 200) refused.push(response.url())
    })
    const isShown = page.waitForResponse(/supportTicket\.seen/)
    await page.reload()
    await page.getByText('withheld email').waitFor()
    await isShown
    expect(refused).toEqual([])
  })

  test('the days of a server are asked for, and what goes is said first', async () => {
    await page.goto('/o/acme/organization')
    await page.getByRole('link', { name: 'Erase people, delete old tickets' }).click()
    await page.getByRole('heading', { name: 'Privacy', level: 1 }).waitFor()
    await page.getByRole('row', { name: /^Warehouse/ }).waitFor()
    await page.getByRole('button', { name: 'Change how long tickets of Warehouse are kept' }).click()
    await page.getByRole('textbox', { name: 'Days' }).fill('90')
    await confirm('Save').click()
    await page.getByRole('row', { name: /^Warehouse 90 days/ }).waitFor()
  })

  test('a user is erased from their page', async () => {
    await page.goto(`/o/acme/servers/portal/users/${desk.user.id}`)
    await page.getByRole('link', { name: 'Erase…' }).click()
    await page.getByText('the user Ana Sousa').waitFor()
    await page.getByRole('button', { name: 'Erase…' }).click()
    await confirm('Erase').click()
    await page.getByText('Erased, with 1 ticket.').waitFor()
    const erased = await read(desk.user.reference)
    expect([erased.title, erased.reporter.kind]).toEqual(['', 'none'])
    await page.goto(`/o/acme/tickets/${desk.user.reference}`)
    await page.getByRole('heading', { name: 'Erased', level: 1 }).waitFor()
    await page.getByText('What was reported was erased on').waitFor()
    await page.getByText('Somebody who was erased').waitFor()
    await page.getByText('Who reported this was erased.').waitFor()
    await page.getByText('If there was one, it was erased.').waitFor()
  })
})
