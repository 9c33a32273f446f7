import type { Browser, BrowserContext, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest'
import { launchChromium } from '#testkit/browser/chromium.ts'
import { untilLive } from '#testkit/browser/dashboard-pages.ts'
import { Faults } from '#testkit/browser/faults.ts'
import { seedDesk, type SeededDesk } from '#testkit/seed/seeded-desk.ts'
import { PASSWORD, Staff } from '#testkit/staff/staff.ts'

/** How colleagues come in, and what becomes of somebody who has to go. */
describe.runIf(inject('hasChromium'))('R6.1 invitations', () => {
  let desk: SeededDesk
  let browser: Browser
  let owner: Page
  const faults = new Faults()

  beforeAll(async () => {
    ;[desk, browser] = await Promise.all([seedDesk(), launchChromium()])
    const context = await desk.enter(browser, { reducedMotion: 'reduce' })
    faults.watch(context)
    owner = await context.newPage()
    await owner.goto('/o/acme/organization')
    await untilLive(owner)
  })
  afterAll(async () => {
    await browser?.close()
    await desk?.end()
  })

  const open = (): Promise<BrowserContext> =>
    browser.newContext({ baseURL: desk.platform.origin, reducedMotion: 'reduce' })
  const invitations = () => owner.getByRole('list', { name: 'Open invitations' })

  /** Invites by the pages. @returns the link */
  async function invite(role: string): Promise<string> {
    await owner.getByRole('button', { name: 'Invite', exact: true }).click()
    const dialog = owner.getByRole('dialog', { name: 'Invite somebody' })
    await dialog.getByLabel('Role').selectOption(role)
    await dialog.getByRole('button', { name: 'Create link' }).click()
    const link = (await dialog.getByTestId('invitation link').innerText()).trim()
    await dialog.getByRole('button', { name: 'Copy invitation link' }).waitFor()
    await dialog.getByRole('button', { name: 'Done' }).click()
    await dialog.waitFor({ state: 'detached' })
    return link
  }
  async function signUp(page: Page, name: string, email: string): Promise<void> {
    await page.getByLabel('Your name').fill(name)
    await page.getByLabel('E-mail address').fill(email)
    await page.getByLabel(/^Password/).fill(PASSWORD)
    await page.getByRole('button', { name: 'Create account and join' }).click()
  }

  test('an owner invites, a colleague signs up by the link in another browser, and works a ticket', async () => {
    const link = await invite('member')
    const entry = invitations().getByRole('listitem').filter({ hasText: 'Member' })
    await entry.getByText('by Ada Lovelace').waitFor()
    await entry.getByText('in 7 days').waitFor()

    const context = await open()
    const addresses: string[] = []
    context.on('request', (request) => addresses.push(request.url(), request.headers().referer ?? ''))
    const colleague = await context.newPage()
    await colleague.goto(link)
    await colleague.getByRole('heading', { name: 'Join Acme' }).waitFor()
    await colleague.getByText('Ada Lovelace invites you as a member.').waitFor()
    await signUp(colleague, 'Joan Clarke', 'joan@example.com')
    await colleague.waitForURL('**/o/acme/tickets')
    expect(addresses.filter((address) => address.includes(new URL(link).hash.slice(1)))).toEqual([])

    // The owner's page is told of both.
    await owner.getByRole('list', { name: 'Members' }).getByText('joan@example.com').waitFor()
    await entry.waitFor({ state: 'detached' })

    await colleague.goto(`/o/acme/tickets/${desk.failing}`)
    await colleague.getByRole('button', { name: 'Start progress' }).click()
    await colleague
      .getByRole('dialog', { name: 'Start progress?' })
      .getByRole('button', { name: 'Start progress' })
      .click()
    await expect.poll(async () => (await desk.staff.readTicket(desk.failing)).status).toBe('in_progress')

    const again = await context.newPage()
    await again.goto(link)
    await again.getByRole('heading', { name: 'This invitation cannot be used' }).waitFor()
    await context.close()
  })

  test('somebody with an account signs in on the page and joins with one click; the switcher has both at once', async () => {
    const link = await invite('admin')
    const context = await open()
    const page = await context.newPage()
    await page.goto(link)
    await page.getByRole('button', { name: 'Sign in' }).click()
    const grace = await Staff.signUp(desk.platform.origin, { organizationName: 'Gamma' })
    await page.getByLabel('E-mail address').fill(grace.email)
    await page.getByLabel(/^Password/).fill(PASSWORD)
    await page.getByRole('button', { name: 'Sign in', exact: true }).click()
    await page.getByText(`You are signed in as ${grace.email}`).waitFor()
    await page.getByRole('button', { name: 'Join Acme as an admin' }).click()
    await page.waitForURL('**/o/acme/tickets')
    await page.getByRole('button', { name: 'Organization: Acme. Switch' }).click()
    await page.getByRole('menuitem', { name: 'Gamma' }).waitFor()
    // The link, which is used up now, is not where "back" leads.
    await page.keyboard.press('Escape')
    await page.goBack()
    expect(page.url()).not.toContain('/invitations')
    await context.close()
  })

  test('a member is told that they are one, and a revoked link lets nobody in', async () => {
    const link = await invite('viewer')
    const member = await (await desk.enter(browser)).newPage()
    await member.goto(link)
    await member.getByRole('heading', { name: 'You are a member of Acme' }).waitFor()
    await member.getByRole('link', { name: 'Open Acme' }).click()
    await member.waitForURL('**/o/acme/tickets')
    await member.context().close()

    await invitations().getByRole('button', { name: 'Revoke the invitation as a viewer' }).click()
    await owner.getByRole('dialog').getByRole('button', { name: 'Revoke invitation' }).click()
    await owner.getByText('No open invitation.').waitFor()
    const page = await (await open()).newPage()
    await page.goto(link)
    await page.getByRole('heading', { name: 'This invitation cannot be used' }).waitFor()
    expect(await page.getByRole('textbox').count()).toBe(0)
    await page.context().close()
  })

  test('who is removed from their only organization is told what to do, on the page that is open', async () => {
    const link = await invite('member')
    const context = await open()
    const page = await context.newPage()
    await page.goto(link)
    await signUp(page, 'Mary Jackson', 'mary@example.com')
    await page.waitForURL('**/o/acme/tickets')
    await untilLive(page)
    await owner.getByRole('button', { name: 'Remove Mary Jackson' }).click()
    await owner.getByRole('dialog').getByRole('button', { name: 'Remove member' }).click()
    await page.getByRole('heading', { name: 'You are in no organization' }).waitFor()
    await page.getByText('Ask one of its owners or admins for an invitation').waitFor()
    await page.reload()
    await page.getByText('You are signed in as mary@example.com.').waitFor()

    await page.goto(await invite('viewer'))
    await page.getByRole('button', { name: 'Join Acme as a viewer' }).click()
    await page.waitForURL('**/o/acme/tickets')
    await context.close()
    expect(faults.found).toEqual([])
  })
})
