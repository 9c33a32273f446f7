import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, inject, onTestFinished, test } from 'vitest'
import type { TicketRowDto } from '#shared/support-ticket.ts'
import '#testkit/http/resolve-localhost.ts'
import { launchChromium } from '#testkit/browser/chromium.ts'
import { signIn } from '#testkit/browser/dashboard-pages.ts'
import { EndUser } from '#testkit/end-user/end-user.ts'
import { askDesk } from '#testkit/mcp/agents.ts'
import { OauthLogin } from '#testkit/mcp/oauth-login.ts'
import { v1Client } from '#testkit/mcp/official-clients.ts'
import { findPython } from '#testkit/packages/find-python.ts'
import { installPython } from '#testkit/packages/install-python.ts'
import { CLAUDE_CODE, PUBLISHES_CLAUDE_CODE } from '#testkit/platform/claude-code-document.ts'
import { freePort } from '#testkit/processes/free-port.ts'
import { Program } from '#testkit/processes/program.ts'
import { ConnectingMember } from '#testkit/staff/connecting-member.ts'
import { Staff } from '#testkit/staff/staff.ts'

/** Milliseconds that a run of the demo may take, on a busy machine. */
const TIMEOUT = 300_000

/** Whether this machine has Python, and the framework of the demo's server in Python can be installed. */
const hasPython =
  findPython() !== undefined &&
  (await installPython('fastmcp==4.*').then(
    () => true,
    () => false,
  ))

interface Told {
  dashboard: string
  ticket: string
  signedIn: string
  aboutDesk: string
  email: string
  password: string
}

describe.runIf(inject('hasChromium'))('the demo', () => {
  let folder: string
  let port: string
  let demo: Program
  let first: Told

  afterAll(removeDemo)

  async function removeDemo(): Promise<void> {
    await demo?.stop()
    if (demo) rmSync(folder, { recursive: true, force: true })
  }

  async function runDemo(): Promise<Told> {
    // Without Python, so that what it tells does not depend on the machine.
    demo = new Program('demo/main.ts', {
      env: {
        PORT: port,
        DATA_DIR: folder,
        PYTHON: join(folder, 'none'),
        ...PUBLISHES_CLAUDE_CODE,
      },
    })
    await demo.says(/^Sign in as/m)
    await demo.says(/^4\. /m)
    await demo.says(/^7\. /m)
    await demo.says(/^10\. /m)
    await demo.says(/Everything stays up/)
    const find = (pattern: RegExp) => pattern.exec(demo.output)?.slice(1) ?? []
    const [dashboard = ''] = find(/^Dashboard +(\S+)$/m)
    const [ticket = ''] = find(/^The ticket +(\S+)$/m)
    const [signedIn = ''] = find(/^Signed in +(\S+)$/m)
    const [aboutDesk = ''] = find(/^The desk +(\S+)$/m)
    const [email = '', password = ''] = find(/^Sign in as +(\S+) +with +(\S+)$/m)
    return { dashboard, ticket, signedIn, aboutDesk, email, password }
  }

  const keyIds = () =>
    (JSON.parse(readFileSync(join(folder, 'demo.json'), 'utf8')) as { keyIds: Record<string, string> }).keyIds

  test(
    'R3.1 tells the story, shows no key, and keeps its login to itself',
    { timeout: TIMEOUT },
    async () => {
      // A second attempt begins anew.
      await removeDemo()
      folder = mkdtempSync(join(tmpdir(), 'mcp-obs-demo-'))
      port = String(await freePort())
      first = await runDemo()
      expect(demo.output).toMatch(/^ +tools: .*get_support_tool/m)
      expect(demo.output).toContain('The order service answered 500')
      expect(demo.output.match(/Recorded as TK-/g)).toHaveLength(3)
      expect(demo.output).toMatch(/signed in and allowed it, in a headless browser/)
      expect(demo.output).toMatch(
        /^12\. There is no MCP server in Python, because this machine has no Python/m,
      )
      expect(demo.output).not.toMatch(/mo[kt]_[0-9a-z]{32}/)
      expect(statSync(join(folder, 'demo.json')).mode & 0o777).toBe(0o600)
      // Whoever reads along can sign in before the story of the sign-in begins, however long that takes.
      expect(demo.output.search(/^Sign in as/m)).toBeLessThan(demo.output.search(/^3\. /m))
    },
  )

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
      .getByRole('region', { name: 'The failing call', exact: true })
      .getByText('search_orders', { exact: true })
      .waitFor()
    expect(first.dashboard.startsWith(origin)).toBe(true)

    await page.goto(first.signedIn)
    const reporter = page.getByRole('region', { name: 'Reporter' })
    await reporter.getByRole('link', { name: 'Ana Lima' }).waitFor()
    expect(await reporter.textContent()).toContain('Demo client')
    await browser.close()
  })

  test('R4.1 the desk has tickets of earlier days below the three of the story', async () => {
    const staff = await Staff.signIn(new URL(first.dashboard).origin, first.email, first.password)
    const tickets = await listAll(staff)
    expect(tickets.slice(0, 3).map(({ reference }) => reference)).toEqual(
      [first.aboutDesk, first.signedIn, first.ticket].map((url) => url.slice(url.lastIndexOf('TK-'))),
    )
    expect(tickets.length).toBeGreaterThan(55)
    const count = (of: (ticket: TicketRowDto) => string) => new Set(tickets.map(of)).size
    expect(count(({ status }) => status)).toBe(3)
    expect(count(({ category }) => category)).toBe(5)
    expect(count(({ server }) => server.slug)).toBe(4)
    const ages = tickets.map(({ createdAt }) => (Date.now() - Date.parse(createdAt)) / 86_400_000)
    expect(ages).toEqual(ages.toSorted((one, other) => one - other))
    expect(ages.at(-1)).toBeGreaterThan(100)
    for (const title of [/[\u0600-\u06ff]/, /[\u4e00-\u9fff]/]) {
      expect(tickets.filter((ticket) => title.test(ticket.title)).length).toBeGreaterThan(1)
    }
    const byReporter = Map.groupBy(tickets, ({ reporter }) => ('email' in reporter ? reporter.email : 'none'))
    expect([...byReporter.values()].filter(({ length }) => length >= 4).length).toBeGreaterThanOrEqual(3)
    expect(byReporter.get('none')?.length).toBeGreaterThan(5)

    const oldest = await staff.readTicket(tickets.at(-1)!.reference)
    const times = [oldest.session!.signedInAt, ...oldest.events.map(({ at }) => at), oldest.updatedAt]
    expect(times).toEqual(times.toSorted())
    expect(oldest.events[0]?.at).toBe(oldest.createdAt)
  })

  test('R2.6 a tool of the desk fails, and its ticket has the call and no token of the agent', async () => {
    const tools = /^ +tools: (.*set_ticket_status.*)$/m.exec(demo.output)?.[1]?.split(', ')
    expect(tools?.slice(-2)).toEqual(['get_support_tool', 'get_support_status'])
    const staff = await Staff.signIn(new URL(first.dashboard).origin, first.email, first.password)
    const ticket = await staff.readTicket(first.aboutDesk.slice(first.aboutDesk.lastIndexOf('TK-')))
    expect(ticket).toMatchObject({
      server: { slug: 'acme-desk' },
      reporter: { email: first.email },
      context: {
        correlation: 'incident-id',
        transport: 'streamable-http',
        server: { name: 'mcp-obs-desk' },
        incident: { tool: 'get_ticket', arguments: { reference: 'TK-7F3K-9Q2M' } },
      },
    })
    const kept = JSON.stringify(ticket)
    expect(kept).toContain('ticket-not-found')
    expect(kept).not.toMatch(/mot_|bearer/i)
  })

  test('R2.6 a client like Claude Code signs in at the desk, reads the failing call, and closes the ticket', async () => {
    const { origin } = new URL(first.dashboard)
    const staff = await Staff.signIn(origin, first.email, first.password)
    const member = new ConnectingMember(origin, staff.visitor.cookie!, { org: staff.org })
    const login = await OauthLogin.open('Not used', member.visit, CLAUDE_CODE.client_id)
    const agent = await v1Client.overProtectedHttp(`${origin}/mcp`, login)
    expect(login.clientInformation()).toMatchObject({ client_id: CLAUDE_CODE.client_id })
    const reference = first.signedIn.slice(first.signedIn.lastIndexOf('TK-'))
    const { facts, reported } = await askDesk(agent, 'get_ticket', { reference })
    expect(reported).toMatchObject({ call: { tool: 'search_orders', error: { name: 'UpstreamError' } } })
    const change = { status: 'closed', resolution: 'fixed', reason: 'The search has its index again.' }
    await askDesk(agent, 'set_ticket_status', { reference, version: facts.version, ...change })
    expect(await staff.readTicket(reference)).toMatchObject({ status: 'closed', resolution: 'fixed' })
    await agent.close()
    login.close()
  })

  test(
    'R2.1 run again, it adds to the same data and revokes the key of the run before',
    { timeout: TIMEOUT },
    async ({ task }) => {
      const before = keyIds()
      const desk = new URL(first.dashboard).origin
      const ticketsBefore = await listAll(await Staff.signIn(desk, first.email, first.password))
      expect(await demo.stop()).toBe(0)
      const second = await runDemo()
      expect(second).toEqual({
        ...first,
        ticket: expect.not.stringMatching(first.ticket),
        signedIn: expect.not.stringMatching(first.signedIn),
        aboutDesk: expect.not.stringMatching(first.aboutDesk),
      })
      const tickets = await listAll(await Staff.signIn(desk, second.email, second.password))
      expect(tickets.slice(3)).toEqual(ticketsBefore)
      for (const slug of ['acme-orders', 'acme-returns', 'acme-desk']) {
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
      const keys = page.getByRole('table', { name: 'Server keys' }).getByRole('row')
      await keys.nth(1).waitFor()
      // The head, and one key.
      expect(await keys.count()).toBe(2)
      const revoked = `${1 + (task.result?.retryCount ?? 0)} revoked key`
      expect(await page.getByRole('button', { name: revoked }).count()).toBe(1)
      await browser.close()
    },
  )
})

test('R3.3 without a browser to drive, the demo waits for nobody, and goes on when its reader signs in', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'mcp-obs-demo-'))
  const demo = new Program('demo/main.ts', {
    env: {
      PORT: String(await freePort()),
      DATA_DIR: folder,
      CHROMIUM: join(folder, 'none'),
      PYTHON: join(folder, 'none'),
    },
  })
  onTestFinished(async () => {
    await demo.stop()
    rmSync(folder, { recursive: true, force: true })
  })
  for (const step of ['Sign in as', '4. ', '7. ']) await demo.says(new RegExp(`^${step}`, 'm'))
  await demo.says(/Everything stays up/)
  expect(demo.output.match(/Recorded as TK-/g)).toHaveLength(2)
  expect(demo.output).toMatch(/^The ticket /m)
  const address = await demo.says(/open this address[^]*?(http\S+)\n/)
  await new EndUser('A reader').visit(new URL(address))
  await demo.says(/^Signed in /m)
  expect(demo.output.match(/Recorded as TK-/g)).toHaveLength(3)
})

test.runIf(inject('hasChromium') && (hasPython || process.env['CI'] === 'true'))(
  'R3.5 a ticket of the server in Python shows user, session, arguments and traceback',
  { timeout: TIMEOUT },
  async () => {
    const folder = mkdtempSync(join(tmpdir(), 'mcp-obs-demo-'))
    const demo = new Program('demo/main.ts', {
      env: { ...process.env, PORT: String(await freePort()), DATA_DIR: folder },
    })
    onTestFinished(async () => {
      await demo.stop()
      rmSync(folder, { recursive: true, force: true })
    })
    const steps = ['Sign in as', '4. ', '7. ', '10. ', '12. ', '12. .*\n +http', '12. [^]*signed in']
    for (const step of steps) await demo.says(new RegExp(`^${step}`, 'm'))
    const ticket = await demo.says(/^In Python +(\S+)$/m)
    const [, email = '', password = ''] = /^Sign in as +(\S+) +with +(\S+)$/m.exec(demo.output) ?? []

    const browser = await launchChromium()
    const page = await browser.newPage()
    await signIn(page, new URL(ticket).origin, email, password)
    await page.goto(ticket)
    await page.getByRole('region', { name: 'Reporter' }).getByRole('link', { name: 'Ana Lima' }).waitFor()
    const call = page.getByRole('region', { name: 'The failing call', exact: true })
    await call.getByText('blue lamp').first().waitFor()
    await call.getByText('in search_orders').first().waitFor()
    await browser.close()

    const staff = await Staff.signIn(new URL(ticket).origin, email, password)
    const { session, context } = await staff.readTicket(ticket.slice(ticket.lastIndexOf('TK-')))
    expect(session).toBeTruthy()
    expect(context?.sdk?.name).toBe('mcp-obs-python')
    expect(context?.incident?.error?.stack).toMatch(/urllib\.error\.HTTPError/)
  },
)

/** All pages of the list. */
async function listAll(staff: Staff): Promise<TicketRowDto[]> {
  const rows: TicketRowDto[] = []
  for (let cursor: string | undefined, isFirst = true; isFirst || cursor; isFirst = false) {
    const page = await staff.listTickets({}, cursor)
    rows.push(...page.tickets)
    cursor = page.older
  }
  return rows
}
