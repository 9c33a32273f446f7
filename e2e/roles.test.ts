import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest'
import { expectAccessible } from '#testkit/browser/accessibility.ts'
import { launchChromium } from '#testkit/browser/chromium.ts'
import { enterAsColleague } from '#testkit/seed/enter-as-colleague.ts'
import { seedDesk, type SeededDesk } from '#testkit/seed/seeded-desk.ts'

/** Milliseconds that signing in as each role and looking at every page may take. */
const TIMEOUT = 120_000

/** What the pages offer to each role. */
const OFFERS = {
  viewer: {
    status: false,
    newTicket: false,
    users: false,
    userActions: false,
    settings: false,
    owner: false,
  },
  member: { status: true, newTicket: true, users: true, userActions: false, settings: false, owner: false },
  admin: { status: true, newTicket: true, users: true, userActions: true, settings: true, owner: false },
  owner: { status: true, newTicket: true, users: true, userActions: true, settings: true, owner: true },
}
type Role = keyof typeof OFFERS

describe.runIf(inject('hasChromium'))('roles', () => {
  let desk: SeededDesk
  let browser: Browser

  beforeAll(async () => {
    ;[desk, browser] = await Promise.all([seedDesk(), launchChromium()])
  })
  afterAll(async () => {
    await browser?.close()
    await desk?.end()
  })

  const enterAs = (role: Role) => enterAsColleague(desk, browser, role)
  const buttons = (page: Page, name: string | RegExp) => page.getByRole('button', { name }).count()
  const openTicket = async (page: Page, reference: string) => {
    await page.goto(`/o/acme/tickets/${reference}`)
    await page.getByRole('heading', { name: 'Reporter' }).waitFor()
  }
  const openServers = async (page: Page) => {
    await page.goto('/o/acme/servers')
    await page.getByRole('listitem', { name: 'Customer Portal' }).waitFor({ state: 'attached' })
  }

  test.each(Object.keys(OFFERS) as Role[])(
    '%s: the pages offer what the role may do, and none fails',
    { timeout: TIMEOUT },
    async (role) => {
      const offers = OFFERS[role]
      const { context, page, faults } = await enterAs(role)

      await page.goto('/o/acme/tickets')
      await page.getByRole('link', { name: 'Order search fails with 500' }).waitFor()
      await page.getByRole('search').waitFor()
      expect(await buttons(page, 'New ticket')).toBe(Number(offers.newTicket))

      await openTicket(page, desk.failing)
      expect(await buttons(page, /^(Start progress|Close…|Correct)$/)).toBe(offers.status ? 3 : 0)
      expect(await buttons(page, 'Delete')).toBe(Number(offers.settings))
      await openTicket(page, desk.user.reference)
      await page.getByText('Ana Sousa').first().waitFor()
      expect(await page.getByRole('link', { name: 'Ana Sousa' }).count()).toBe(Number(offers.users))

      await openServers(page)
      expect(await buttons(page, 'Add MCP server')).toBe(Number(offers.settings))
      expect(await page.getByRole('link', { name: 'Users of Customer Portal' }).count()).toBe(
        Number(offers.users),
      )

      await page.getByRole('link', { name: 'Customer Portal', exact: true }).click()
      await page.getByRole('heading', { level: 1, name: 'Customer Portal' }).waitFor()
      await page.getByRole('heading', { name: 'Server keys' }).waitFor()
      expect(await buttons(page, /^(Settings of|More actions for) Customer Portal$/)).toBe(
        offers.settings ? 2 : 0,
      )
      expect(await buttons(page, 'Create key')).toBe(Number(offers.settings))
      expect(await page.getByText('Only owners and admins of this organization can see').count()).toBe(
        Number(!offers.settings),
      )

      await page.goto('/o/acme/servers/portal/users')
      await page
        .getByText(offers.users ? 'ana.sousa@example.com' : 'Ask an owner of this organization')
        .waitFor()
      await page.goto(`/o/acme/servers/portal/users/${desk.user.id}`)
      await page
        .getByRole('heading', { name: offers.users ? 'Ana Sousa' : 'Your role cannot see users' })
        .waitFor()
      expect(await buttons(page, /^(Reset password|Disable user)$/)).toBe(offers.userActions ? 2 : 0)
      expect(await buttons(page, /^Revoke the session/)).toBe(offers.userActions ? 2 : 0)

      await page.goto('/o/acme/agents')
      await page.getByText('You have connected no agent.').waitFor()
      expect(await page.getByRole('heading', { name: 'Agents of others' }).count()).toBe(
        Number(offers.settings),
      )
      expect(await buttons(page, 'Revoke agent Cursor')).toBe(Number(offers.settings))

      await page.goto('/o/acme/organization')
      await page.getByRole('list', { name: 'Members' }).getByText('grace@example.com').waitFor()
      const rename = page.getByLabel('Name of the organization')
      await rename.or(page.getByText('Only owners can rename the organization.')).waitFor()
      expect(await buttons(page, 'Rename')).toBe(Number(offers.owner))
      expect(await page.getByLabel('Role of Grace Hopper').count()).toBe(Number(offers.owner))
      expect(await buttons(page, 'Remove Grace Hopper')).toBe(Number(offers.owner))
      const invite = page.getByRole('button', { name: 'Invite', exact: true })
      await invite.or(page.getByText('Only owners and admins can invite people.')).waitFor()
      expect(await invite.count()).toBe(Number(offers.settings))
      expect(await page.getByText('Only owners can').count()).toBe(offers.owner ? 0 : 2)

      expect(await page.getByRole('link', { name: 'Open the audit log' }).count()).toBe(
        Number(offers.settings),
      )
      await page.goto('/o/acme/organization/audit-log')
      await page
        .getByText(
          offers.settings ? 'Added the MCP server' : 'Only owners and admins of this organization can',
        )
        .first()
        .waitFor()

      await context.close()
      expect(faults.found).toEqual([])
    },
  )

  test('a viewer who follows a link to a dialog for settings is told who may use it', async () => {
    const { context, page, faults } = await enterAs('viewer')
    for (const path of ['servers?dialog=create', 'servers/shop?dialog=edit', 'servers/shop?dialog=archive']) {
      await page.goto(`/o/acme/${path}`)
      const dialog = page.getByRole('dialog')
      await dialog
        .getByText('Only owners and admins of this organization can add, change and archive')
        .waitFor()
      expect(await dialog.getByRole('textbox').count()).toBe(0)
      expect(await dialog.getByRole('button').count()).toBe(1)
    }
    await context.close()
    expect(faults.found).toEqual([])
  })

  test('an owner makes somebody a viewer, who is told so at the next change and is offered it no longer', async () => {
    const { context, page, name } = await enterAs('member')
    await openTicket(page, desk.failing)
    await page.getByRole('button', { name: 'Start progress' }).click()

    const owner = await desk.enter(browser)
    const settings = await owner.newPage()
    await settings.goto('/o/acme/organization')
    await settings.getByLabel(`Role of ${name}`).selectOption('viewer')
    await settings.getByRole('button', { name: 'Change role' }).click()
    await settings.getByText('Role changed.').waitFor()
    await owner.close()

    const dialog = page.getByRole('dialog', { name: 'Start progress?' })
    await dialog.getByRole('button', { name: 'Start progress' }).click()
    await page.getByText('Your role does not allow this. Ask an owner').waitFor()
    await dialog.getByRole('button', { name: 'Cancel' }).click()
    await dialog.waitFor({ state: 'detached' })
    await page.getByRole('button', { name: 'Start progress' }).waitFor({ state: 'detached' })
    expect((await desk.staff.readTicket(desk.failing)).status).toBe('open')
    await context.close()
  })

  test(
    'what a viewer sees instead is accessible in light and dark, on a desk and on a phone',
    async () => {
      const { context, faults } = await enterAs('viewer')
      await expectAccessible(context, async (page) => {
        await page.goto('/o/acme/servers/portal/users')
        await page.getByRole('heading', { name: 'Your role cannot see users' }).waitFor()
      })
      await expectAccessible(context, async (page) => {
        await page.goto('/o/acme/organization')
        await page.getByText('Viewer: reads only').first().waitFor()
      })
      await context.close()
      expect(faults.found).toEqual([])
    },
    TIMEOUT,
  )
})
