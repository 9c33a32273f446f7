import { beforeEach, expect, it } from 'vitest'
import { limitInMemory } from '../limiter.ts'
import { type AskedAccount, SignInBrowser, type SignInBrowserOptions } from './sign-in-browser.ts'
import { SignInThrottle } from './sign-in-throttle.ts'

const DAY_MS = 86_400_000
const ANA = { emailKey: 'ana@example.com' }
const BO = { emailKey: 'bo@example.com' }
const settings = { appSecret: 'a'.repeat(32) }

let throttle: SignInThrottle
let network = 0
/** A browser in a network of its own. */
const browse = (cookie?: string, options: Partial<SignInBrowserOptions> = {}) =>
  new SignInBrowser({
    throttle,
    settings,
    now: () => new Date(),
    cookie,
    network: `10.0.${++network}.1`,
    ...options,
  })
const later = (days: number) => ({ now: () => new Date(Date.now() + days * DAY_MS) })

/** Whether somebody is let in although strangers have used up what the account has. */
async function isKnown(browser: SignInBrowser, account: AskedAccount = ANA, mcpServerId?: string) {
  const at = mcpServerId === undefined ? {} : { mcpServerId }
  const strangers = Array.from({ length: 31 }, () => browse(undefined, at).attempt(account))
  await Promise.allSettled(strangers)
  return browser.attempt(account).then(
    () => true,
    () => false,
  )
}

/** Signs in with the right password. */
async function signIn(browser: SignInBrowser, account: AskedAccount) {
  await browser.attempt(account)
  return browser.welcome(account)
}

async function cookieAfter(
  accounts: AskedAccount[] = [ANA],
  cookie?: string,
  options?: Partial<SignInBrowserOptions>,
) {
  throttle = new SignInThrottle(20, limitInMemory)
  const browser = browse(cookie, options)
  for (const account of accounts) await signIn(browser, account)
  return browser.cookie!
}

beforeEach(() => {
  throttle = new SignInThrottle(20, limitInMemory)
})

it('is known to the accounts that were signed in to with it, and keeps its cookie while that does not change', async () => {
  const cookie = await cookieAfter([ANA, BO])
  for (const account of [ANA, BO]) expect(await isKnown(browse(cookie), account)).toBe(true)
  expect(await isKnown(browse(cookie), { emailKey: 'cy@example.com' })).toBe(false)
  const again = browse(cookie)
  await signIn(again, ANA)
  expect(again.cookie).toBeUndefined()
})

it('forgets the oldest of many accounts', async () => {
  const accounts = Array.from({ length: 6 }, (_, index) => ({ emailKey: `${index}@example.com` }))
  const cookie = await cookieAfter(accounts)
  expect(await isKnown(browse(cookie), accounts[0])).toBe(false)
  expect(await isKnown(browse(cookie), accounts[5])).toBe(true)
})

it('is known under the previous secret, and under no other', async () => {
  const cookie = await cookieAfter()
  const appSecret = 'b'.repeat(32)
  const rotated = { settings: { appSecret, previousAppSecret: settings.appSecret } }
  expect(await isKnown(browse(cookie, rotated))).toBe(true)
  expect(await isKnown(browse(cookie, { settings: { appSecret } }))).toBe(false)
})

it('is known for 180 days after a sign-in, and longer with the next one', async () => {
  const cookie = await cookieAfter()
  expect(await isKnown(browse(cookie, later(179)))).toBe(true)
  expect(await isKnown(browse(cookie, later(181)))).toBe(false)
  const renewed = await cookieAfter([ANA], cookie, later(120))
  expect(await isKnown(browse(renewed, later(299)))).toBe(true)
  expect(renewed.length).toBe(cookie.length)
})

it('is known at the one MCP server only', async () => {
  const cookie = await cookieAfter([ANA], undefined, { mcpServerId: 'one' })
  expect(await isKnown(browse(cookie, { mcpServerId: 'one' }), ANA, 'one')).toBe(true)
  expect(await isKnown(browse(cookie, { mcpServerId: 'two' }), ANA, 'two')).toBe(false)
  expect(await isKnown(browse(cookie))).toBe(false)
})

it('is forgotten where an account forgets what was before', async () => {
  const [cookie, knownSince] = [await cookieAfter(), new Date()]
  expect(await isKnown(browse(cookie), { ...ANA, knownSince })).toBe(false)
  const anew = await cookieAfter([{ ...ANA, knownSince }], cookie)
  expect(await isKnown(browse(anew), { ...ANA, knownSince })).toBe(true)
})

it.each([
  '',
  'x',
  '.',
  'é',
  'a'.repeat(22),
  `${'a'.repeat(22)}.`,
  `${'a'.repeat(22)}.${'b'.repeat(22)}`,
  `${'a'.repeat(22)}.${'z'.repeat(8)}${'b'.repeat(22)}`,
  'a'.repeat(9_000),
  '.'.repeat(9_000),
])('is a new one with a cookie that is made up (%#)', async (cookie) => {
  expect(await isKnown(browse(cookie))).toBe(false)
  expect(await cookieAfter([ANA], cookie)).toMatch(/^[\w-]{22}\.[0-9a-z]{8}[\w-]{22}(\.|$)/)
})

it('takes neither the mark of another device nor a later end', async () => {
  const [id, mark] = (await cookieAfter()).split('.')
  const [otherId] = (await cookieAfter([BO])).split('.')
  expect(await isKnown(browse(`${otherId}.${mark}`))).toBe(false)
  expect(await isKnown(browse(`${id}.z${mark!.slice(1)}`))).toBe(false)
})

it('knows the network that was signed in from, with any browser in it', async () => {
  const home = { network: '192.0.2.7' }
  const knownNetworks = await signIn(browse(undefined, home), ANA)
  expect(knownNetworks).not.toContain('192')
  expect(await isKnown(browse(undefined, home), { ...ANA, knownNetworks })).toBe(true)
  expect(await isKnown(browse(undefined, { network: '192.0.2.8' }), { ...ANA, knownNetworks })).toBe(false)
  expect(await isKnown(browse(undefined, home), { ...BO, knownNetworks })).toBe(false)
  expect(await isKnown(browse(undefined, home), { ...ANA, knownNetworks, knownSince: new Date() })).toBe(
    false,
  )
  expect(await signIn(browse(undefined, home), { ...ANA, knownNetworks })).toBeUndefined()
})

it('knows five networks, the newest ones', async () => {
  let knownNetworks: string | undefined
  for (let count = 0; count < 6; count++)
    knownNetworks = await signIn(browse(undefined, { network: `192.0.2.${count}` }), {
      ...ANA,
      knownNetworks,
    })
  expect(knownNetworks!.length).toBeLessThanOrEqual(155)
  expect(await isKnown(browse(undefined, { network: '192.0.2.0' }), { ...ANA, knownNetworks })).toBe(false)
  expect(await isKnown(browse(undefined, { network: '192.0.2.1' }), { ...ANA, knownNetworks })).toBe(true)
})
