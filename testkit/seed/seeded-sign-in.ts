import type { Browser, Page } from 'playwright-core'
import { HOSTILE } from './seeded-desk.ts'
import { OauthClient } from '../end-user/oauth-client.ts'
import { Platform } from '../platform/platform.ts'
import { PASSWORD, Staff } from '../staff/staff.ts'

/** Where the web client waits; nothing there is real, and tests answer for it. */
export const CALLBACK = 'https://client.example/callback'

/** An MCP server with one user, Ana, and a client of each kind that wants to be let in. */
export interface SeededSignIn {
  platform: Platform
  issuer: string
  clients: Record<'web' | 'loopback' | 'app' | 'hostile', OauthClient>
  end(): Promise<void>
}

export async function seedSignIn(browser: Browser): Promise<SeededSignIn> {
  const platform = await Platform.start()
  const staff = await Staff.signUp(platform.origin)
  const { dsn } = await staff.addServer('shop', {
    name: 'Shop Orders',
    authMode: 'oauth',
    resourceUrl: 'https://mcp.shop.example/mcp',
  })
  const issuer = new URL(dsn).origin
  const register = (name: string, redirectUri: string) => OauthClient.register(issuer, name, redirectUri)
  const [web, loopback, app, hostile] = await Promise.all([
    register('Claude', CALLBACK),
    register('Claude Code', 'http://localhost:33418/callback'),
    register('Cursor', 'cursor://anysphere.cursor-mcp/callback'),
    register(HOSTILE.title, `https://${'a-very-long-name-'.repeat(3)}without.an.end.of.it.example/callback`),
  ])
  const page = await browser.newPage()
  await page.goto(web.authorizationUrl().href)
  await signUp(page, ANA)
  await page.getByRole('heading', { name: /wants to use/ }).waitFor()
  await page.close()
  return {
    platform,
    issuer,
    clients: { web, loopback, app, hostile },
    end: () => platform.end(),
  }
}

export interface Person {
  name: string
  email: string
}

export const ANA: Person = { name: 'Ana Sørensen', email: 'ana@example.com' }

const button = (page: Page, name: string) => page.getByRole('button', { name, exact: true })

/** Makes an account in the form, which the page must show. */
export async function signUp(page: Page, { name, email }: Person): Promise<void> {
  await button(page, 'Create an account').click()
  await page.getByLabel('Your name').fill(name)
  await page.getByLabel('E-mail address').fill(email)
  await page.getByLabel(/^Password/).fill(PASSWORD)
  await button(page, 'Create account').click()
}

/** Fills the form in and sends it. */
export async function signIn(page: Page, email: string, password = PASSWORD): Promise<void> {
  await page.getByLabel('E-mail address').fill(email)
  await page.getByLabel(/^Password/).fill(password)
  await button(page, 'Sign in').click()
}

/** Opens what `client` asks, as somebody who has an account. */
export async function openConsent(page: Page, client: OauthClient, { email }: Person = ANA): Promise<void> {
  await page.goto(client.authorizationUrl().href)
  const consent = page.getByRole('heading', { name: /wants to use/ })
  await consent.or(page.getByRole('heading', { name: 'Sign in to' })).waitFor()
  // The browser remembers who signed in before.
  if (await consent.isVisible()) return
  await signIn(page, email)
  await consent.waitFor()
}
