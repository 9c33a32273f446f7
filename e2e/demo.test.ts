import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, inject, onTestFinished, test } from 'vitest'
import '#testkit/http/resolve-localhost.ts'
import { launchChromium } from '#testkit/browser/chromium.ts'
import { signIn } from '#testkit/browser/dashboard-pages.ts'
import { EndUser } from '#testkit/end-user/end-user.ts'
import { freePort } from '#testkit/processes/free-port.ts'
import { Program } from '#testkit/processes/program.ts'

interface Told {
  dashboard: string
  ticket: string
  signedIn: string
  email: string
  password: string
}

describe.runIf(inject('hasChromium'))('the demo', () => {
  let folder: string
  let port: string
  let demo: Program
  let first: Told

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'mcp-obs-demo-'))
    port = String(await freePort())
  })
  afterAll(async () => {
    await demo?.stop()
    rmSync(folder, { recursive: true, force: true })
  })

  async function runDemo(): Promise<Told> {
    demo = new Program('demo/main.ts', { env: { PORT: port, DATA_DIR: folder } })
    await demo.says(/^6\. /m)
    await demo.says(/Everything stays up/)
    const find = (pattern: RegExp) => pattern.exec(demo.output)?.slice(1) ?? []
    const [dashboard = ''] = find(/^Dashboard +(\S+)$/m)
    const [ticket = ''] = find(/^The ticket +(\S+)$/m)
    const [signedIn = ''] = find(/^Signed in +(\S+)$/m)
    const [email = '', password = ''] = find(/^Sign in as +(\S+) +with +(\S+)$/m)
    return { dashboard, ticket, signedIn, email, password }
  }

  const keyIds = () =>
    (JSON.parse(readFileSync(join(folder, 'demo.json'), 'utf8')) as { keyIds: Record<string, string> }).keyIds

  test('R3.1 tells the story, shows no key, and keeps its login to itself', async () => {
    first = await runDemo()
    expect(demo.output).toMatch(/^ +tools: .*get_support_tool/m)
    expect(demo.output).toContain('The order service answered 500')
    expect(demo.output.match(/Recorded as TK-/g)).toHaveLength(2)
    expect(demo.output).toMatch(/signed in and allowed it, in a headless browser/)
    expect(demo.output).not.toMatch(/mok_[0-9a-z]{32}/)
    expect(statSync(join(folder, 'demo.json')).mode & 0o777).toBe(0o600)
  })

  test('R4.2 the address of the ticket opens after sign-in, and the failing call is there', async () => {
    const browser = await launchChromium()
    const page = await browser.newPage()
    const { origin } = new URL(first.ticket)
    await page.goto(first.ticket)
    await page.getByLabel('E-mail address').fill(first.email)
    await page.getByLabel(/^Password/).fill(first.password)
    await page.getByRole('button', { name: 'Sign in' }).click()
    await page.waitForURL(first.ticket)
    await page
      .getByRole('region', { name: 'The failing call' })
      .getByText('search_orders', { exact: true })
      .waitFor()
    expect(first.dashboard.startsWith(origin)).toBe(true)

    await page.goto(first.signedIn)
    const reporter = page.getByRole('region', { name: 'Reporter' })
    await reporter.getByRole('link', { name: 'Ana Lima' }).waitFor()
    expect(await reporter.textContent()).toContain('Demo client')
    await browser.close()
  })

  test('R2.1 run again, it adds to the same data and revokes the key of the run before', async () => {
    const before = keyIds()
    expect(await demo.stop()).toBe(0)
    const second = await runDemo()
    expect(second).toEqual({
      ...first,
      ticket: expect.not.stringMatching(first.ticket),
      signedIn: expect.not.stringMatching(first.signedIn),
    })
    for (const slug of ['acme-orders', 'acme-returns']) {
      expect(keyIds()[slug]).toEqual(expect.not.stringMatching(before[slug]!))
    }

    const browser = await launchChromium()
    const page = await browser.newPage()
    const { origin } = new URL(second.dashboard)
    await signIn(page, origin, second.email, second.password)
    await page.getByRole('row').nth(2).waitFor()
    for (const { ticket } of [first, second]) {
      expect(await page.getByText(ticket.slice(ticket.lastIndexOf('TK-'))).count()).toBe(1)
    }
    await page.goto(second.dashboard.replace(/tickets$/, 'servers/acme-orders'))
    const keys = page.getByRole('list', { name: 'Server keys' }).getByRole('listitem')
    await keys.nth(1).waitFor()
    expect(await keys.count()).toBe(2)
    expect(await keys.filter({ hasText: 'Revoked' }).count()).toBe(1)
    await browser.close()
  })
})

test('R3.3 without a browser to drive, the demo shows the address and goes on when its reader has signed in', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'mcp-obs-demo-'))
  const demo = new Program('demo/main.ts', {
    env: { PORT: String(await freePort()), DATA_DIR: folder, CHROMIUM: join(folder, 'none') },
  })
  onTestFinished(async () => {
    await demo.stop()
    rmSync(folder, { recursive: true, force: true })
  })
  await demo.says(/^6\. /m)
  const address = await demo.says(/Open this address.*\n +(http\S+)\n/)
  await new EndUser('A reader').visit(new URL(address))
  await demo.says(/Everything stays up/)
  expect(demo.output.match(/Recorded as TK-/g)).toHaveLength(2)
})
