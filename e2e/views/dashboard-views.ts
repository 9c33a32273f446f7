import type { Page } from 'playwright-core'
import type { SeededDesk } from '#testkit/seed/seeded-desk.ts'
import { ACCOUNT_VIEWS } from './account-views.ts'
import { USER_VIEWS } from './user-views.ts'
import { button, dialog, heading, type View } from './view.ts'

async function ticket(page: Page, desk: SeededDesk): Promise<void> {
  await page.goto(`/o/acme/tickets/${desk.failing}`)
  await heading(page, 'Order search fails with 500')
}

async function tickets(page: Page): Promise<void> {
  await page.goto('/o/acme/tickets')
  await page.getByRole('link', { name: 'Order search fails with 500' }).waitFor()
}

async function servers(page: Page, search = ''): Promise<void> {
  await page.goto(`/o/acme/servers${search}`)
  await page.getByRole('listitem', { name: 'Warehouse' }).waitFor({ state: 'attached' })
}

export const VIEWS: View[] = [
  {
    name: 'sign-in',
    signedOut: true,
    async open(page) {
      await page.goto('/sign-in')
      await page.getByRole('link', { name: 'Create an account' }).waitFor()
    },
  },
  {
    name: 'sign-in-refused',
    signedOut: true,
    answers: [401],
    async open(page) {
      await page.goto('/sign-in')
      await page.getByLabel('E-mail address').fill('nobody@example.com')
      await page.getByLabel(/^Password/).fill('not the password')
      await button(page, 'Sign in').click()
      await page.getByRole('alert').waitFor()
    },
  },
  {
    name: 'sign-up',
    signedOut: true,
    async open(page) {
      await page.goto('/sign-up')
      await button(page, 'Create account').waitFor()
    },
  },
  {
    name: 'sign-up-incomplete',
    signedOut: true,
    async open(page) {
      await page.goto('/sign-up')
      await button(page, 'Create account').click()
      await page.getByText('Use at least 12 characters.').waitFor()
    },
  },
  {
    name: 'choose-organization',
    async open(page) {
      await page.goto('/')
      await page.getByRole('link', { name: /^Beta/ }).waitFor()
    },
  },
  { name: 'tickets', open: tickets },
  {
    name: 'tickets-filtered-to-none',
    async open(page) {
      await page.goto('/o/acme/tickets?status=closed')
      await heading(page, 'No ticket matches these filters')
    },
  },
  {
    name: 'tickets-without-server',
    async open(page) {
      await page.goto('/o/beta/tickets')
      await heading(page, 'Start with your MCP server')
    },
  },
  {
    name: 'new-ticket',
    async open(page) {
      await tickets(page)
      await button(page, 'New ticket').click()
      await button(page, 'Open ticket').click()
      await page.getByText('Choose the MCP server.').waitFor()
    },
  },
  { name: 'ticket', open: ticket },
  {
    name: 'ticket-hostile',
    async open(page, desk) {
      await page.goto(`/o/acme/tickets/${desk.hostile}`)
      await page.getByRole('region', { name: 'The failing call' }).waitFor()
    },
  },
  {
    name: 'ticket-by-hand',
    async open(page, desk) {
      await page.goto(`/o/acme/tickets/${desk.byHand}`)
      await heading(page, 'How do I export orders?')
    },
  },
  {
    name: 'ticket-change-status',
    async open(page, desk) {
      await ticket(page, desk)
      await button(page, 'Close ticket').click()
      await dialog(page, 'Close ticket?')
    },
  },
  {
    name: 'ticket-copy',
    async open(page, desk) {
      await ticket(page, desk)
      await button(page, 'Copy').click()
      await page.getByRole('menuitem', { name: 'Copy as JSON' }).waitFor()
    },
  },
  {
    name: 'ticket-not-found',
    answers: [404],
    async open(page) {
      await page.goto('/o/acme/tickets/TK-0000-0000')
      await heading(page, 'There is no ticket TK-0000-0000')
    },
  },
  { name: 'servers', open: (page) => servers(page) },
  {
    name: 'servers-none',
    async open(page) {
      await page.goto('/o/beta/servers')
      await heading(page, 'No MCP server yet')
    },
  },
  {
    name: 'server-create',
    async open(page) {
      await servers(page, '?dialog=create')
      await dialog(page, 'Add MCP server')
      await button(page, 'Add server').click()
      await page.getByText('Use at least 3 characters.').waitFor()
    },
  },
  {
    name: 'server-edit',
    async open(page) {
      await servers(page, '?dialog=edit&server=shop')
      await dialog(page, 'Settings of Shop Orders')
    },
  },
  {
    name: 'server-edit-to-sign-in',
    async open(page) {
      await servers(page, '?dialog=edit&server=shop')
      await page.getByRole('radio', { name: 'Sign-in (OAuth)' }).check()
      await button(page, 'Save').click()
      await page.getByText('Enter the address of your MCP endpoint.').waitFor()
    },
  },
  {
    name: 'server-edit-to-email',
    async open(page) {
      await servers(page, '?dialog=edit&server=portal')
      await page.getByRole('radio', { name: 'E-mail' }).check()
      await page.getByText('Nobody will sign in any more').waitFor()
      await page.getByText('Nobody will sign in any more').scrollIntoViewIfNeeded()
    },
  },
  {
    name: 'server-keys-sign-in',
    async open(page) {
      await servers(page, '?dialog=keys&server=portal')
      await page.getByRole('tab', { name: 'TypeScript v1' }).click()
      await page.getByText('oauth-authorization-server').scrollIntoViewIfNeeded()
    },
  },
  {
    name: 'server-keys',
    async open(page) {
      await servers(page, '?dialog=keys&server=shop')
      await button(page, /^Revoke key ending in/)
        .first()
        .click()
      await button(page, 'Revoke key').waitFor()
    },
  },
  {
    name: 'server-key-created',
    async open(page) {
      await servers(page, '?dialog=keys&server=warehouse')
      await button(page, 'Create key').click()
      await page.getByTestId('dsn').waitFor()
    },
  },
  {
    name: 'server-archive',
    async open(page) {
      await servers(page, '?dialog=archive&server=warehouse')
      await dialog(page, 'Archive Warehouse?')
    },
  },
  {
    name: 'organization',
    async open(page) {
      await page.goto('/o/acme/organization')
      await page.getByText('grace@example.com').waitFor()
    },
  },
  {
    name: 'organization-remove-member',
    async open(page) {
      await page.goto('/o/acme/organization')
      await button(page, 'Remove Grace Hopper').click()
      await dialog(page, 'Remove Grace Hopper?')
    },
  },
  {
    name: 'menus',
    async open(page) {
      await tickets(page)
      const burger = button(page, 'Open the menu')
      if (await burger.isVisible()) await burger.click()
      await button(page, /^Account menu/).click()
      await page.getByRole('menuitem', { name: 'Sign out' }).waitFor()
    },
  },
  {
    name: 'page-not-found',
    async open(page) {
      await page.goto('/o/nobody/tickets')
      await heading(page, 'There is nothing at this address')
    },
  },
  ...ACCOUNT_VIEWS,
  ...USER_VIEWS,
]
