import type { Page } from 'playwright-core'
import { button, dialog, heading, type View } from './view.ts'

async function servers(page: Page, search = ''): Promise<void> {
  await page.goto(`/o/acme/servers${search}`)
  await page.getByRole('listitem', { name: 'Warehouse' }).waitFor({ state: 'attached' })
}

async function server(page: Page, path: string): Promise<void> {
  await page.goto(`/o/acme/servers/${path}`)
  await page.getByRole('heading', { name: 'What the model reads' }).first().waitFor({ state: 'attached' })
}

/** What the dashboard shows of MCP servers. */
export const SERVER_VIEWS: View[] = [
  { name: 'servers', open: (page) => servers(page) },
  {
    name: 'servers-archived',
    async open(page) {
      await servers(page)
      await button(page, 'Archived (1)').click()
      await page.getByRole('link', { name: 'Old Catalogue', exact: true }).waitFor()
    },
  },
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
    name: 'server',
    async open(page) {
      await server(page, 'shop')
      await page.getByRole('table', { name: 'Server keys' }).waitFor()
    },
  },
  {
    name: 'server-sign-in',
    async open(page) {
      await server(page, 'portal')
      await page.getByRole('tab', { name: 'Python' }).click()
      await page.getByText('oauth-authorization-server').waitFor()
    },
  },
  {
    name: 'server-archived',
    async open(page) {
      await server(page, 'old-catalogue')
      await page.getByText('This MCP server is archived').waitFor()
    },
  },
  {
    name: 'server-not-found',
    answers: [404],
    async open(page) {
      await page.goto('/o/acme/servers/nobody')
      await heading(page, 'There is no MCP server nobody')
    },
  },
  {
    name: 'server-edit',
    async open(page) {
      await server(page, 'shop?dialog=edit')
      await dialog(page, 'Settings of Shop Orders')
    },
  },
  {
    name: 'server-edit-explained',
    async open(page) {
      await server(page, 'shop?dialog=edit')
      await button(page, 'Explain the category list').click()
      await dialog(page, 'Explain the category list')
    },
  },
  {
    name: 'server-edit-to-sign-in',
    async open(page) {
      await server(page, 'shop?dialog=edit')
      await page.getByRole('radio', { name: 'Sign-in (OAuth)' }).check()
      await button(page, 'Save').click()
      await page.getByText('Enter the address of your MCP endpoint.').waitFor()
    },
  },
  {
    name: 'server-edit-to-email',
    async open(page) {
      await server(page, 'portal?dialog=edit')
      await page.getByRole('radio', { name: 'E-mail' }).check()
      await page.getByText('Nobody will sign in any more').waitFor()
      await page.getByText('Nobody will sign in any more').scrollIntoViewIfNeeded()
    },
  },
  {
    name: 'server-revoke-key',
    async open(page) {
      await server(page, 'shop')
      await button(page, /^Revoke key ending in/)
        .first()
        .click()
      await button(page, 'Revoke key').waitFor()
    },
  },
  {
    name: 'server-key-created',
    async open(page) {
      await server(page, 'warehouse')
      await button(page, 'Create key').click()
      await page.getByTestId('dsn').waitFor()
    },
  },
  {
    name: 'server-archive',
    async open(page) {
      await server(page, 'warehouse?dialog=archive')
      await dialog(page, 'Archive Warehouse?')
    },
  },
]
