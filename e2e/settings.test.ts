import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest'
import { launchChromium } from '#testkit/browser/chromium.ts'
import { untilLive } from '#testkit/browser/dashboard-pages.ts'
import { Faults } from '#testkit/browser/faults.ts'
import { seedDesk, type SeededDesk } from '#testkit/seed/seeded-desk.ts'
import type { Staff } from '#testkit/staff/staff.ts'
import { sendOverHttp } from '#testkit/http/send.ts'
import { serverSettings } from '#testkit/staff/server-settings.ts'
import { postTicket, SdkCaller } from '#testkit/mcp/sdk-caller.ts'
import { FIELDS } from '#testkit/end-user/ticket-fields.ts'

/** What an owner changes, and that it is kept: each test looks at the server's own word afterwards. */
describe.runIf(inject('hasChromium'))('settings', () => {
  let desk: SeededDesk
  let browser: Browser
  let page: Page
  const faults = new Faults()

  beforeAll(async () => {
    desk = await seedDesk()
    browser = await launchChromium()
    const context = await desk.enter(browser)
    faults.watch(context)
    page = await context.newPage()
  })
  afterAll(async () => {
    await browser?.close()
    await desk?.end()
  })

  const serverOf = async (staff: Staff, slug: string) => {
    const servers = await staff.listServers()
    return servers.find((server) => server.slug === slug)
  }
  const openServers = async () => {
    await page.goto('/o/acme/servers')
    await page.getByRole('listitem', { name: 'Warehouse' }).waitFor()
  }

  test('R5.1 an MCP server is edited: what is wrong is said beside the field, what is right is kept', async () => {
    await openServers()
    await page.getByRole('link', { name: 'Warehouse', exact: true }).click()
    await page.getByRole('button', { name: 'Settings of Warehouse' }).click()
    const dialog = page.getByRole('dialog', { name: /Warehouse/ })
    await dialog.getByLabel('Tool title').fill('x'.repeat(61))
    await dialog.getByRole('button', { name: 'Save', exact: true }).click()
    await dialog.getByText('Use at most 60 characters.').waitFor()
    expect((await serverOf(desk.staff, 'warehouse'))?.supportToolTitle).not.toContain('xxx')

    await dialog.getByLabel('Tool title').fill('Ask the warehouse')
    await dialog.getByRole('switch', { name: 'Offer the support tool' }).check()
    await dialog.getByLabel('Categories').fill('Lost parcel')
    await page.keyboard.press('Enter')
    await dialog.getByRole('button', { name: 'Save', exact: true }).click()
    await dialog.waitFor({ state: 'detached' })
    await page
      .getByRole('region', { name: 'What the model reads' })
      .getByText('offered', { exact: true })
      .waitFor()
    expect(await serverOf(desk.staff, 'warehouse')).toMatchObject({
      supportToolEnabled: true,
      supportToolTitle: 'Ask the warehouse',
      supportToolCategories: ['Bug Report', 'Feature Request', 'Documentation', 'Other', 'Lost parcel'],
      authMode: 'email',
      resourceUrl: null,
    })
  })

  test('R5.1 an address that is taken is refused beside its field, and nothing typed is lost', async () => {
    await openServers()
    await page.getByRole('button', { name: 'Add MCP server' }).click()
    const dialog = page.getByRole('dialog', { name: 'Add MCP server' })
    await dialog.getByLabel('Name', { exact: false }).first().fill('Another shop')
    await dialog.getByLabel('Address').fill('shop')
    await dialog.getByRole('button', { name: 'Add server' }).click()
    await dialog.getByText('Another MCP server of this organization has this address.').first().waitFor()
    expect(await dialog.getByLabel('Address').getAttribute('aria-invalid')).toBe('true')
    expect(await dialog.getByLabel('Name', { exact: false }).first().inputValue()).toBe('Another shop')
    await dialog.getByRole('button', { name: 'Cancel' }).click()
    expect(faults.found.splice(0).filter((fault) => !fault.includes('409'))).toEqual([])
  })

  test('a key is revoked after a question, and is refused from then on', async () => {
    const { dsn } = desk.server
    await page.goto('/o/acme/servers/shop')
    const keys = page.getByRole('region', { name: 'Server keys' })
    await keys.getByRole('button', { name: /^Revoke key ending in/ }).click()
    expect((await postTicket(dsn, FIELDS)).status).toBe(201)
    await keys.getByRole('button', { name: 'Revoke key', exact: true }).click()
    await keys.getByRole('button', { name: '1 revoked key' }).click()
    const revoked = keys.getByRole('table', { name: 'Revoked keys' }).getByRole('row').nth(1)
    await revoked.getByText(/^mok_…/).waitFor()
    await revoked
      .getByRole('cell', { name: /^Ada Lovelace, / })
      .nth(1)
      .waitFor()
    expect((await postTicket(dsn, FIELDS)).body.code).toBe('invalid-key')
  })

  test('the trace link is checked, and tickets link to it', async () => {
    await page.goto('/o/acme/servers/shop?dialog=edit')
    const dialog = page.getByRole('dialog', { name: /Shop Orders/ })
    const address = dialog.getByLabel('Trace link')
    expect(await address.inputValue()).toBe('https://traces.example.com/trace/{traceId}')
    await address.fill('javascript:alert("{traceId}")')
    await dialog.getByRole('button', { name: 'Save', exact: true }).click()
    await dialog.getByText('Use an https address; http is for localhost only.').waitFor()
    expect((await serverOf(desk.staff, 'shop'))?.traceUrl).toBe('https://traces.example.com/trace/{traceId}')

    await address.fill('https://other.example.com/#/trace/{traceId}')
    await dialog.getByRole('button', { name: 'Save', exact: true }).click()
    await dialog.waitFor({ state: 'detached' })
    await page.goto(`/o/acme/tickets/${desk.failing}`)
    const link = page.getByRole('link', { name: /in other\.example\.com/ })
    expect(await link.getAttribute('href')).toBe(
      'https://other.example.com/#/trace/4bf92f3577b34da6a3ce929d0e0e4736',
    )
    expect(await link.getAttribute('rel')).toBe('noopener noreferrer')
    expect(await link.getAttribute('target')).toBe('_blank')

    await desk.staff.visitor.mutate('mcpServer.update', {
      org: desk.staff.org,
      slug: 'shop',
      settings: serverSettings({ name: 'Shop Orders', traceUrl: null }),
    })
    await link.waitFor({ state: 'detached' })
    await page.getByText('4bf92f3577b34da6a3ce929d0e0e4736').waitFor()
  })

  test('the page of a server says when clients got the tool, as soon as the SDK does', async () => {
    await page.goto('/o/acme/servers/shop')
    await untilLive(page)
    await page.getByText('Waiting for a client to list the tool').waitFor()
    const { dsn } = await desk.staff.createKey('shop')
    const { host, username: key } = new URL(dsn)
    await new SdkCaller(sendOverHttp, { host, key }).readConfig({ 'x-mcp-obs-listed': '120' })
    await page.getByText('Tool listed by a client').waitFor()
    await page.getByText('last 2 min ago').waitFor()
  })

  test('what is copied for a coding agent names the variable, and never the key', async () => {
    await page.context().grantPermissions(['clipboard-read', 'clipboard-write'])
    await page.goto('/o/acme/servers/shop')
    await page.getByRole('button', { name: 'Create key' }).click()
    await page.getByText('mok_').first().waitFor()
    await page.getByRole('tab', { name: 'Coding agent' }).click()
    await page.getByRole('button', { name: 'Copy for your coding agent' }).click()
    const text = await page.evaluate(() => navigator.clipboard.readText())
    expect(text).toContain('MCP_OBS_DSN')
    expect(text).toContain("name: 'shop'")
    expect(text).not.toMatch(/mo[krt]_[0-9a-z]/)
  })

  test('a ticket is opened by hand', async () => {
    await page.goto('/o/acme/tickets')
    await untilLive(page)
    await page.getByRole('button', { name: 'New ticket' }).click()
    const dialog = page.getByRole('dialog')
    await dialog.getByLabel('MCP server').selectOption({ label: 'Warehouse' })
    await dialog.getByLabel('Category').selectOption('Lost parcel')
    await dialog.getByLabel('Title').fill('Parcel is gone')
    await dialog.getByLabel('Description').fill('They called about it.')
    await dialog.getByLabel('E-mail address of the reporter').fill('bob@example.com')
    await dialog.getByRole('button', { name: /ticket/i }).click()
    await page.getByRole('heading', { name: 'Parcel is gone' }).waitFor()
    const [ticket] = (await desk.staff.listTickets()).tickets
    expect(ticket).toMatchObject({
      title: 'Parcel is gone',
      reporter: { kind: 'email', email: 'bob@example.com' },
    })
  })

  test('the organization is renamed, roles change, and a member is removed', async () => {
    await page.goto('/o/acme/organization')
    await page.getByLabel('Name of the organization').fill('Acme & Daughters')
    await page.getByRole('button', { name: 'Rename' }).click()
    await page.getByText('Acme & Daughters').first().waitFor()

    await page.getByLabel('Role of Grace Hopper').selectOption('admin')
    await page.getByRole('button', { name: 'Change role' }).click()
    await page.getByText('Role changed.').waitFor()
    const members = () =>
      desk.staff.visitor.query<{ name: string; role: string }[]>('organization.members', {
        org: desk.staff.org,
      })
    expect((await members()).map(({ name, role }) => `${name}: ${role}`)).toContain('Grace Hopper: admin')

    await page.getByRole('button', { name: 'Remove Grace Hopper' }).click()
    await page.getByRole('dialog').getByRole('button', { name: 'Remove member' }).click()
    await page.getByRole('listitem').filter({ hasText: 'Grace Hopper' }).waitFor({ state: 'detached' })
    expect((await members()).map(({ name }) => name)).toEqual(['Ada Lovelace'])
  })

  test('the last owner is told why they cannot go', async () => {
    await page.getByRole('button', { name: 'Remove Ada Lovelace' }).click()
    const dialog = page.getByRole('dialog')
    await dialog.getByRole('button', { name: 'Remove member' }).click()
    await dialog.getByText('An organization needs at least one owner.').waitFor()
    await dialog.getByRole('button', { name: 'Cancel' }).click()
    expect(faults.found.splice(0).filter((fault) => !fault.includes('409'))).toEqual([])
  })

  test('the switcher leads to the other organization and shows none of this one', async () => {
    await page
      .getByRole('button', { name: /^Organization: .* Switch$/ })
      .first()
      .click()
    await page.getByRole('menuitem', { name: 'Beta' }).click()
    await page.waitForURL('**/o/beta/tickets')
    await page.getByRole('heading', { level: 1, name: 'Tickets' }).waitFor()
    expect(await page.getByText('Parcel is gone').count()).toBe(0)
    expect(faults.found).toEqual([])
  })
})
