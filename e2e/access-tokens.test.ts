import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest'
import { launchChromium } from '#testkit/browser/chromium.ts'
import { enterDashboard, signIn, untilLive } from '#testkit/browser/dashboard-pages.ts'
import { DashboardVisitor } from '#testkit/staff/dashboard-visitor.ts'
import { sendOverHttp } from '#testkit/http/send.ts'
import { Platform } from '#testkit/platform/platform.ts'
import { run } from '#testkit/processes/program.ts'
import { Staff } from '#testkit/staff/staff.ts'

describe.runIf(inject('hasChromium'))('R2.5 access tokens in the dashboard', () => {
  let platform: Platform
  let browser: Browser
  let owner: Staff
  beforeAll(async () => {
    ;[platform, browser] = await Promise.all([Platform.start(), launchChromium()])
    owner = await Staff.signUp(platform.origin)
    await owner.addServer('shop')
  })
  afterAll(async () => {
    await browser?.close()
    await platform?.end()
  })

  const script = (token: string) =>
    Object.assign(new DashboardVisitor(sendOverHttp, new URL(platform.origin).host), { token })
  const item = (page: Page, name: string) => page.getByRole('listitem').filter({ hasText: name })

  /** Adds a colleague, as the operator does, and signs them in by the form. */
  async function enterAs(role: string, name: string): Promise<Page> {
    const email = `${name.toLowerCase()}@example.com`
    const args = ['add-member', '--org', owner.org, '--email', email, '--name', name, '--role', role]
    const { output } = await run('server/cli/account.ts', { args, env: platform.settings })
    const password = /with this password: (\S+)/.exec(output)?.[1] ?? ''
    const context = await browser.newContext({ baseURL: platform.origin, reducedMotion: 'reduce' })
    const page = await context.newPage()
    await signIn(page, platform.origin, email, password)
    return page
  }

  /** Creates a token with the keyboard alone. */
  async function createToken(page: Page, name: string): Promise<string> {
    await page.getByRole('button', { name: 'Create token for Acme' }).press('Enter')
    await page.getByLabel('Name').waitFor()
    await page.keyboard.type(name)
    await page.getByRole('checkbox', { name: 'Work tickets' }).press('Space')
    await page.getByLabel('Ends').selectOption('In 30 days')
    await page.getByLabel('Name').press('Enter')
    const secret = await page.getByTestId('access token').textContent()
    // Right after the Enter that created it, another one would be ignored.
    await page.keyboard.press('Shift')
    await page.getByRole('button', { name: 'Done' }).press('Enter')
    await page.getByRole('dialog').waitFor({ state: 'detached' })
    await item(page, name).waitFor()
    expect(await page.content()).not.toContain(secret)
    return secret ?? ''
  }

  test('a person creates one, a script works with it, its name is in the history, and it is revoked', async () => {
    const context = await enterDashboard(browser, platform.origin, owner, { reducedMotion: 'reduce' })
    const page = await context.newPage()
    await page.goto(`/o/${owner.org}/tickets`)
    await page.getByRole('button', { name: /^Account menu/ }).click()
    await page.getByRole('menuitem', { name: 'Profile' }).click()
    await page.getByText('No token yet.').waitFor()
    const secret = await createToken(page, 'Nightly')
    const [days] = await item(page, 'Nightly')
      .locator('time')
      .evaluateAll((times: HTMLTimeElement[]) =>
        times
          .map(({ dateTime }) => (Date.parse(dateTime) - Date.now()) / 86_400_000)
          .filter((left) => left > 0),
      )
    expect(Math.round(days ?? 0)).toBe(30)
    await item(page, 'Nightly').getByText('never used').waitFor()

    const words = { title: 'From a script', description: 'x', category: 'Other' }
    const input = { org: owner.org, server: 'shop', words }
    const opened = await script(secret).mutate<{ reference: string }>('supportTicket.open', input)
    await page.reload()
    await item(page, 'Nightly').getByText('last used just now').waitFor()
    await page.goto(`/o/${owner.org}/tickets/${opened.reference}`)
    await page.getByText('Ada Lovelace via token Nightly').waitFor()

    await page.goto('/profile')
    await page.getByRole('button', { name: 'Revoke token Nightly' }).press('Enter')
    await page.getByRole('button', { name: 'Revoke token', exact: true }).press('Enter')
    await item(page, 'Nightly').getByText('Revoked', { exact: true }).waitFor()
    const answer = await script(secret).send('GET', 'supportTicket.countOpen', { org: owner.org })
    expect(answer.statusCode).toBe(401)
    await context.close()
  })

  test('admins see and revoke everybody’s on the page of the organization; members see their own alone', async () => {
    const [grace, admin] = [await enterAs('member', 'Grace'), await enterAs('admin', 'Alan')]
    await admin.goto(`/o/${owner.org}/organization`)
    await admin.getByRole('heading', { name: 'Access tokens' }).waitFor()
    await untilLive(admin)
    await grace.goto('/profile')
    const secret = await createToken(grace, 'Export')
    await grace.goto(`/o/${owner.org}/organization`)
    await grace.getByRole('heading', { name: 'Members' }).waitFor()
    expect(await grace.getByRole('heading', { name: 'Access tokens' }).count()).toBe(0)

    // Without a reload: the token, and then the new name of the organization.
    await item(admin, 'Export').getByText('Grace (grace@example.com)').waitFor()
    await owner.visitor.mutate('organization.rename', { org: owner.org, name: 'Acme & Daughters' })
    await admin.getByRole('navigation').getByText('Acme & Daughters').waitFor()
    await owner.visitor.mutate('organization.rename', { org: owner.org, name: 'Acme' })
    await admin.getByRole('button', { name: 'Revoke token Export' }).click()
    await admin.getByRole('button', { name: 'Revoke token', exact: true }).click()
    await item(admin, 'Export').getByText('Revoked', { exact: true }).waitFor()
    const answer = await script(secret).send('GET', 'supportTicket.countOpen', { org: owner.org })
    expect(answer.statusCode).toBe(401)
    await grace.goto('/profile')
    const last = await createToken(grace, 'Weekly')
    await grace.getByText('access tokens stay valid until you revoke them').waitFor()
    await grace.getByRole('button', { name: 'Revoke all' }).click()
    await grace.getByRole('dialog').getByRole('button', { name: 'Revoke all tokens' }).click()
    await item(grace, 'Weekly').getByText('Revoked', { exact: true }).waitFor()
    const refused = await script(last).send('GET', 'supportTicket.countOpen', { org: owner.org })
    expect(refused.statusCode).toBe(401)
    await Promise.all([grace.context().close(), admin.context().close()])
  })

  test('viewers are told who can create tokens', async () => {
    const page = await enterAs('viewer', 'Vera')
    await page.goto('/profile')
    await page.getByText('Only owners, admins, and members can create tokens here.').waitFor()
    expect(await page.getByRole('button', { name: /^Create token for/ }).count()).toBe(0)
    await page.context().close()
  })
})
