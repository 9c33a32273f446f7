import type { ConnectRequestDto } from '#shared/agent.ts'
import type { Page } from 'playwright-core'
import type { SeededDesk } from '#testkit/seed/seeded-desk.ts'
import { button, heading, type View } from './view.ts'

async function agents(page: Page): Promise<void> {
  await page.goto('/o/acme/agents')
  await page.getByRole('list', { name: 'Agents of others' }).waitFor()
}

/** Opens what a client asks, in the place of the member's program. */
async function ask(
  page: Page,
  { agentClients }: SeededDesk,
  client: keyof SeededDesk['agentClients'],
): Promise<void> {
  await page.goto(agentClients[client].authorizationUrl().href)
}

async function askMember(
  page: Page,
  desk: SeededDesk,
  client: keyof SeededDesk['agentClients'],
): Promise<void> {
  await ask(page, desk, client)
  await heading(page, /wants to use the desk as you$/)
}

/** What another member would be asked. */
async function change(page: Page, changes: (request: ConnectRequestDto) => object): Promise<void> {
  await page.route('**/connect/*/api', async (route) => {
    const request = (await (await route.fetch()).json()) as ConnectRequestDto
    await route.fulfill({ json: { ...request, ...changes(request) } })
  })
}

/** The page of agents, and the page on which a member connects one. */
export const AGENT_VIEWS: View[] = [
  {
    name: 'agents',
    async open(page) {
      await agents(page)
      await button(page, 'Revoke agent Claude Code').click()
      await button(page, 'Revoke agent').waitFor()
      await page.getByLabel('Client').selectOption('ChatGPT')
      await page.getByText('It cannot reach this address').waitFor()
    },
  },
  {
    name: 'agents-empty',
    async open(page) {
      await page.goto('/o/beta/agents')
      await page.getByText('You have connected no agent.').waitFor()
      await page.getByLabel('Client').selectOption('A script or CI')
    },
  },
  {
    name: 'connect-sign-in',
    signedOut: true,
    async open(page, desk) {
      await ask(page, desk, 'loopback')
      await page.getByText('asks to connect to this support desk').waitFor()
    },
  },
  {
    name: 'connect-loopback',
    async open(page, desk) {
      await askMember(page, desk, 'loopback')
      for (const name of ['Read tickets', 'Read MCP servers']) await page.getByLabel(name).uncheck()
      await button(page, 'Connect').click()
      await page.getByText('Choose what it may do.').waitFor()
    },
  },
  { name: 'connect-hostile', open: (page, desk) => askMember(page, desk, 'hostile') },
  {
    name: 'connect-viewer',
    async open(page, desk) {
      // A document that identifies a client is fetched from the public internet only, so its domain is put in here.
      await change(page, ({ client, organizations: [first] }) => ({
        client: { ...client, domain: 'chatgpt.example' },
        organizations: [{ ...first, role: 'viewer', scopes: ['tickets:read', 'servers:read'] }],
      }))
      await askMember(page, desk, 'web')
      await page.getByText('You are a viewer of').waitFor()
    },
  },
  {
    name: 'connect-no-organization',
    async open(page, desk) {
      await change(page, () => ({ organizations: [] }))
      await askMember(page, desk, 'app')
      await page.getByText('You belong to no organization').waitFor()
    },
  },
  {
    name: 'connect-expired',
    answers: [404],
    async open(page) {
      await page.goto('/connect/V1StGXR8_Z5jdHi6B-myT')
      await heading(page, 'This request has expired')
    },
  },
  {
    name: 'connect-failed',
    answers: [503],
    async open(page) {
      await page.route('**/connect/*/api', (route) => route.fulfill({ status: 503, body: 'no' }))
      await page.goto('/connect/V1StGXR8_Z5jdHi6B-myT')
      await page.getByText('The request could not be opened').waitFor()
    },
  },
  {
    name: 'agent-connected-app',
    async open(page, desk) {
      await askMember(page, desk, 'app')
      await button(page, 'Connect').click()
      // On a slow machine, the browser wants another click.
      const goBack = page.getByRole('button', { name: 'Go back to' })
      await page.getByText(/this window can be closed|opens apps only/).waitFor()
      if (await goBack.isVisible()) await goBack.click()
      await page.getByText('this window can be closed').waitFor()
    },
  },
]
