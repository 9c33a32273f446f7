import type { Page } from 'playwright-core'
import { untilLive } from '#testkit/browser/dashboard-pages.ts'
import type { SeededDesk } from '#testkit/seed/seeded-desk.ts'
import { AGENT_VIEWS } from './agent-views.ts'
import { PRIVACY_VIEWS } from './privacy-views.ts'
import { SERVER_VIEWS } from './server-views.ts'
import { STATE_VIEWS } from './state-views.ts'
import { TOKEN_VIEWS } from './token-views.ts'
import { ACCOUNT_VIEWS } from './account-views.ts'
import { USER_VIEWS } from './user-views.ts'
import { button, dialog, heading, type View } from './view.ts'

async function ticket(page: Page, desk: SeededDesk): Promise<void> {
  await page.goto(`/o/acme/tickets/${desk.failing}`)
  await heading(page, 'Order search fails with 500')
}

async function overview(page: Page): Promise<void> {
  await page.goto('/o/acme/overview')
  // The job counts the tickets within seconds, and the page follows.
  await page
    .getByRole('region', { name: 'What fails' })
    .getByRole('link', { name: 'search_orders' })
    .waitFor()
}

async function tickets(page: Page): Promise<void> {
  await page.goto('/o/acme/tickets')
  await page.getByRole('link', { name: 'Order search fails with 500' }).waitFor()
}

export const VIEWS: View[] = [
  { name: 'overview', open: overview },
  {
    name: 'overview-tables',
    async open(page) {
      await overview(page)
      await page.getByRole('link', { name: 'By tool' }).click()
      await page.getByText('All others').waitFor()
      await page.getByRole('link', { name: '7 days' }).click()
      for (const name of ['30 days', 'By category'])
        await page.locator('nav a:not([aria-current])', { hasText: name }).waitFor()
      for (const title of ['Tickets a day', 'Time to close'])
        await button(page, `${title} as a table`).click()
      await page.getByRole('columnheader', { name: 'Share' }).waitFor()
    },
  },
  {
    name: 'overview-empty',
    async open(page) {
      await page.goto('/o/beta/overview?days=7')
      await heading(page, 'No tickets in this time')
    },
  },
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
      await page.goto('/o/acme/tickets?status=closed&tool=nothing&q=words')
      await heading(page, 'No ticket matches')
    },
  },
  {
    name: 'tickets-selected',
    async open(page) {
      await tickets(page)
      await page
        .getByRole('checkbox', { name: /^Select TK-/ })
        .first()
        .check()
      await page.getByRole('region', { name: 'Selected tickets' }).waitFor()
    },
  },
  {
    name: 'tickets-bulk-close',
    async open(page) {
      await tickets(page)
      await page
        .getByRole('checkbox', { name: /^Select TK-/ })
        .first()
        .check()
      await button(page, 'Close…').click()
      await page.getByText('become closed.').waitFor()
    },
  },
  {
    name: 'tickets-filter-menu',
    async open(page) {
      await tickets(page)
      await button(page, 'Filter').click()
      await page.getByLabel('E-mail address of the reporter').waitFor()
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
    // Times are then at their longest, such as "40 minutes ago".
    name: 'ticket-older',
    async open(page, desk) {
      await page.clock.setFixedTime(Date.now() + 40 * 60_000)
      await ticket(page, desk)
    },
  },
  {
    name: 'ticket-hostile',
    async open(page, desk) {
      await page.goto(`/o/acme/tickets/${desk.hostile}`)
      await page.getByRole('region', { name: 'The failing call', exact: true }).waitFor()
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
    name: 'ticket-close',
    answers: [422],
    async open(page, desk) {
      await ticket(page, desk)
      await button(page, 'Close…').click()
      await dialog(page, `Close ${desk.failing}`)
      await page.keyboard.press('3')
      await page.keyboard.press('Control+Enter')
      await page.getByText('Enter a reference').waitFor()
    },
  },
  {
    name: 'ticket-correct',
    async open(page, desk) {
      await ticket(page, desk)
      await button(page, 'Correct').click()
      await dialog(page, 'Correct title and category')
      await page.getByRole('textbox', { name: 'Title' }).fill('')
      await button(page, 'Save').click()
      await page.getByText('Enter a title.').waitFor()
    },
  },
  {
    name: 'ticket-delete',
    async open(page, desk) {
      await ticket(page, desk)
      await button(page, 'Delete').click()
      await dialog(page, `Delete ${desk.failing}?`)
    },
  },
  {
    name: 'ticket-deleted',
    // A change of something else can make the page ask for the ticket before it hears of the deletion.
    answers: [404],
    async open(page, { staff }) {
      const words = { title: 'Only a test', description: 'x', category: 'Other' }
      const input = { org: staff.org, server: 'shop', words }
      const { reference } = await staff.visitor.mutate<{ reference: string }>('supportTicket.open', input)
      await page.goto(`/o/acme/tickets/${reference}`)
      await heading(page, 'Only a test')
      await untilLive(page)
      await staff.visitor.mutate('supportTicket.delete', { org: staff.org, reference, expectedVersion: 1 })
      await heading(page, 'Ticket deleted')
    },
  },
  {
    name: 'ticket-copy',
    async open(page, desk) {
      await ticket(page, desk)
      await button(page, /^Copy/).first().click()
      await page.getByRole('menuitem', { name: 'As JSON' }).waitFor()
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
  ...SERVER_VIEWS,
  {
    name: 'organization',
    async open(page) {
      await page.goto('/o/acme/organization')
      await page.getByText('grace@example.com').waitFor()
      await page.getByText('Nightly digest').waitFor()
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
    name: 'audit-log',
    async open(page) {
      await page.goto('/o/acme/organization/audit-log')
      await page.getByText('Added the MCP server').first().waitFor()
    },
  },
  {
    name: 'audit-log-not-permitted',
    async open(page) {
      await page.goto('/o/beta/organization/audit-log')
      await heading(page, 'Your role cannot see the audit log')
    },
  },
  ...PRIVACY_VIEWS,
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
  ...AGENT_VIEWS,
  ...TOKEN_VIEWS,
  ...ACCOUNT_VIEWS,
  ...USER_VIEWS,
  ...STATE_VIEWS,
]
