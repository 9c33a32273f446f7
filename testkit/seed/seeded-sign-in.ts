import type { EndUserPageDto, NewPasswordDto } from '#shared/end-user.ts'
import type { Browser, Page } from 'playwright-core'
import { type Person, signIn, signUp, untilConsent } from '../browser/sign-in-pages.ts'
import { EndUser } from '../end-user/end-user.ts'
import { OauthClient } from '../end-user/oauth-client.ts'
import { Platform } from '../platform/platform.ts'
import { Staff } from '../staff/staff.ts'
import { HOSTILE } from './hostile.ts'

/** Where the web client waits; nothing there is real, and tests answer for it. */
export const CALLBACK = 'https://client.example/callback'

/** An MCP server with two users, Ana and Bo, and a client of each kind that wants to be let in. */
export interface SeededSignIn {
  platform: Platform
  issuer: string
  /** Bo's address, and the password that staff gave to Bo. */
  given: { email: string; password: string }
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
  await untilConsent(page)
  await page.close()
  const given = await givePassword(staff, web)
  return {
    platform,
    issuer,
    given,
    clients: { web, loopback, app, hostile },
    end: () => platform.end(),
  }
}

/** Creates a user and gives them another password, as staff do for somebody who forgot theirs. */
async function givePassword(staff: Staff, client: OauthClient) {
  const bo = new EndUser('Bo Ek', 'bo.ek@example.com')
  await bo.authorize(client.authorizationUrl())
  const at = { org: staff.org, slug: 'shop' }
  const { users } = await staff.visitor.query<EndUserPageDto>('endUser.list', { ...at, search: bo.email })
  const { password } = await staff.visitor.mutate<NewPasswordDto>('endUser.resetPassword', {
    ...at,
    userId: users[0]?.id,
  })
  return { email: bo.email, password }
}

export const ANA: Person = { name: 'Ana Sørensen', email: 'ana@example.com' }

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
