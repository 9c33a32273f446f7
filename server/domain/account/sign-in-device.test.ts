import { beforeEach, expect, it } from 'vitest'
import { SignInDevice } from './sign-in-device.ts'
import { SignInThrottle } from './sign-in-throttle.ts'

const ACCOUNT = 'ana@example.com'
const NETWORK = '10.0.0.1'
const settings = { appSecret: 'a'.repeat(32) }

let throttle: SignInThrottle
const device = (cookie?: string, secrets: { appSecret: string; previousAppSecret?: string } = settings) =>
  new SignInDevice(throttle, secrets, cookie)

/** Whether the device is let in although strangers have used up what the account has. */
async function isKnown(browser: SignInDevice, account = ACCOUNT): Promise<boolean> {
  for (let count = 0; count < 6; count++) await throttle.attempt(account, `10.1.0.${count}`).catch(() => {})
  return browser.attempt(account, NETWORK).then(
    () => true,
    () => false,
  )
}

async function signedIn(accounts = [ACCOUNT], cookie?: string): Promise<string> {
  const browser = device(cookie)
  for (const account of accounts) await browser.forgive(account, NETWORK)
  return browser.cookie!
}

beforeEach(() => {
  throttle = new SignInThrottle()
})

it('is known to the accounts that were signed in to with it, and keeps its cookie while that does not change', async () => {
  const cookie = await signedIn([ACCOUNT, 'bo@example.com'])
  for (const account of [ACCOUNT, 'bo@example.com']) expect(await isKnown(device(cookie), account)).toBe(true)
  expect(await isKnown(device(cookie), 'cy@example.com')).toBe(false)
  const again = device(cookie)
  await again.forgive(ACCOUNT, NETWORK)
  expect(again.cookie).toBeUndefined()
})

it('forgets the oldest of many accounts', async () => {
  const accounts = Array.from({ length: 6 }, (_, index) => `${index}@example.com`)
  const cookie = await signedIn(accounts)
  expect(await isKnown(device(cookie), accounts[0])).toBe(false)
  expect(await isKnown(device(cookie), accounts[5])).toBe(true)
})

it('is known under the previous secret, and under no other', async () => {
  const cookie = await signedIn()
  const appSecret = 'b'.repeat(32)
  expect(await isKnown(device(cookie, { appSecret, previousAppSecret: settings.appSecret }))).toBe(true)
  expect(await isKnown(device(cookie, { appSecret }))).toBe(false)
})

it.each(['', 'x', '.', 'é', `${'a'.repeat(22)}.`, `${'a'.repeat(22)}.${'b'.repeat(22)}`, 'a'.repeat(9_000)])(
  'is a new one with a cookie that is made up: %j',
  async (cookie) => {
    expect(await isKnown(device(cookie))).toBe(false)
    const id = (await signedIn([ACCOUNT], cookie)).split('.')[0]
    expect(id).toMatch(/^[\w-]{22}$/)
  },
)

it('does not take the mark of one device for another', async () => {
  const [, mark] = (await signedIn()).split('.')
  const [otherId] = (await signedIn(['bo@example.com'])).split('.')
  expect(await isKnown(device(`${otherId}.${mark}`))).toBe(false)
})
