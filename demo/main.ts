import '#testkit/http/resolve-localhost.ts'
import { freePort } from '#testkit/processes/free-port.ts'
import { describeRunning, Program, stopPrograms } from '#testkit/processes/program.ts'
import type { Staff } from '#testkit/staff/staff.ts'
import { workAsAgent } from './agent-story.ts'
import { connectServer, type DemoServer, enterPlatform } from './connect-server.ts'
import { raiseTicket } from './end-user.ts'
import { BILLING_HISTORY } from './history/billing.ts'
import { fillDesk } from './history/fill-desk.ts'
import { ORDERS_HISTORY } from './history/orders.ts'
import { RETURNS_HISTORY } from './history/returns.ts'
import { readLogins, writeLogins } from './logins.ts'
import { indent, say } from './say.ts'
import { findOutAboutPython, tellPythonStory } from './python-story.ts'
import { tellSignedInStory } from './signed-in-story.ts'

/** Where the database and the demo's logins are kept between runs. */
const DATA_DIR = process.env.DATA_DIR ?? '.data'
const DATABASE_URL = process.env.DATABASE_URL ?? `sqlite:${DATA_DIR}/mcp-obs.db`
const LOGIN_FILE = `${DATA_DIR}/demo.json`

const ORDERS: DemoServer = {
  slug: 'acme-orders',
  name: 'Acme Orders',
  description: 'Orders of the web shop.',
  resourceUrl: null,
}
const RETURNS = {
  slug: 'acme-returns',
  name: 'Acme Returns',
  description: 'Returns, labels and pickups, for customers who have signed in.',
}
const WHOLESALE = {
  slug: 'acme-wholesale',
  name: 'Acme Wholesale',
  description: 'Orders of resellers who have signed in. Written in Python.',
}
const DESK: DemoServer = {
  slug: 'acme-desk',
  name: 'Acme Desk',
  description: 'This desk, as the coding agents of staff see it.',
  resourceUrl: null,
}
const BILLING: DemoServer = {
  slug: 'acme-billing',
  name: 'Acme Billing',
  description: 'Invoices and VAT numbers.',
  resourceUrl: null,
  categories: ['Invoice question'],
}

process.once('SIGINT', () => void stopPrograms().then(() => process.exit(0)))
process.once('SIGTERM', () => void stopPrograms().then(() => process.exit(0)))

try {
  await tell()
} catch (error) {
  process.stderr.write(
    `${describeRunning()}\nThe demo stopped: ${error instanceof Error ? error.message : String(error)}\n`,
  )
  await stopPrograms()
  process.exit(1)
}

/** Tells the whole story: a tool call fails, its user asks for help, staff find the ticket. */
async function tell(): Promise<void> {
  // It installs what is missing while the rest of the story is told.
  const python = findOutAboutPython()
  const where = process.env.DATABASE_URL ? 'DATABASE_URL' : `the embedded database under ${DATA_DIR}/`
  say(`\n1. The platform starts, on ${where}`)
  const port = await freePort(Number(process.env.PORT ?? 3000))
  const { appOrigin, attachSdk } = await startPlatform(port)

  say('2. Staff sign in, add MCP servers with the support tool on, and create a key for each')
  const logins = readLogins(LOGIN_FILE)
  const staff = await enterPlatform(appOrigin, logins)
  const connect = (server: DemoServer) => connectServer(staff, server, logins, LOGIN_FILE)
  const returnsPort = await freePort(port + 2)
  const resourceUrl = `http://127.0.0.1:${returnsPort}/mcp`
  const dsns = { orders: await connect(ORDERS), returns: await connect({ ...RETURNS, resourceUrl }) }
  say(indent(`MCP_OBS_DSN=${dsns.orders.replace(/mok_\w+/, (key) => `${key.slice(0, 8)}…`)}`))
  const desk = `${appOrigin}/o/${staff.org}`
  const showDesk = () => {
    say(`\nDashboard   ${desk}/tickets`)
    say(`Sign in as  ${logins.email}  with  ${logins.password}\n`)
  }
  showDesk()

  if (logins.hasHistory) {
    say('3. The tickets of earlier days are there, from a run before')
  } else {
    say('3. The desk gets tickets of earlier days')
    await fill(staff, dsns, await connect(BILLING))
    logins.hasHistory = true
    writeLogins(LOGIN_FILE, logins)
  }

  say('4. An MCP server starts: official SDK, @mcp-obs/server attached')
  const orders = start('examples/typescript-v1-http/server.ts', { PORT: '0', MCP_OBS_DSN: dsns.orders })
  const mcpUrl = await orders.says(/(http:\/\/\S+\/mcp)/)
  say(indent(mcpUrl))

  say('5. An end-user’s MCP client lists its tools, and one of them fails')
  const story = await raiseTicket(mcpUrl)
  say(indent(`tools: ${story.tools.join(', ')}`))
  say(indent(story.failure))

  say('6. The client calls get_support_tool')
  say(indent(story.answer))
  say(`The ticket  ${desk}/tickets/${story.reference}`)

  say('7. A second MCP server starts. Its users have to sign in first')
  const returns = start('examples/typescript-v1-oauth/server.ts', {
    PORT: String(returnsPort),
    RESOURCE_URL: resourceUrl,
    MCP_OBS_DSN: dsns.returns,
  })
  await returns.says(/^shop-orders listens/m)
  say(indent(resourceUrl))

  say('8. A client gets a 401 from it, registers itself, and sends its user to the sign-in pages')
  await tellSignedInStory(resourceUrl, logins.user, { id: '1042' }, ({ answer, reference }) => {
    say('9. The same call fails, and now the ticket knows its user')
    say(indent(answer))
    say(`Signed in   ${desk}/tickets/${reference}`)
    say(`The users   ${desk}/servers/${RETURNS.slug}/users`)
  })

  say('10. The desk is an MCP server, too. A coding agent of staff reads a failing call with an access token')
  await attachSdk(await connect(DESK))
  const address = `${appOrigin}/mcp`
  const agent = await workAsAgent(address, staff)
  say(indent(`tools: ${agent.tools.join(', ')}`))
  say(indent(`${agent.found.reference}: ${agent.found.tool}: ${agent.found.message}`))
  say(`Your agent  claude mcp add --transport http desk ${address}`)

  say('11. A tool of the desk fails, and the agent reports it: this desk has @mcp-obs/server attached')
  say(indent(agent.failure))
  say(indent(agent.answer))
  say(`The desk    ${desk}/tickets/${agent.reference}`)

  await tellPythonStory(await python, logins.user, {
    connect: (url) => connect({ ...WHOLESALE, resourceUrl: url }),
    port: await freePort(port + 3),
    show: ({ failure, answer, reference }) => {
      say(indent(failure))
      say(indent(answer))
      say(`In Python   ${desk}/tickets/${reference}`)
    },
  })
  showDesk()
  say('Everything stays up until you press Ctrl+C.')
}

interface RunningPlatform {
  /** The dashboard's. */
  appOrigin: string
  /** Attaches the SDK to the MCP server of the desk, with the DSN that the dashboard showed. */
  attachSdk: (dsn: string) => Promise<void>
}

async function startPlatform(port: number): Promise<RunningPlatform> {
  const appOrigin = `http://localhost:${port}`
  const settings = {
    PORT: String(port),
    HEALTH_PORT: String(await freePort(port + 1)),
    APP_ORIGIN: appOrigin,
    BASE_DOMAIN: `localhost:${port}`,
    DATABASE_URL,
  }
  const platform = start('demo/platform.ts', settings, true)
  await platform.says(/Dashboard: http/)
  const attachSdk = async (dsn: string) => {
    platform.stdin.write(`${dsn}\n`)
    await platform.says(/The SDK is on the desk/)
  }
  return { appOrigin, attachSdk }
}

async function fill(
  staff: Staff,
  dsns: { orders: string; returns: string },
  billingDsn: string,
): Promise<void> {
  const servers = [
    { slug: ORDERS.slug, dsn: dsns.orders, tickets: ORDERS_HISTORY },
    { slug: RETURNS.slug, dsn: dsns.returns, tickets: RETURNS_HISTORY },
    { slug: BILLING.slug, dsn: billingDsn, tickets: BILLING_HISTORY },
  ]
  const count = await fillDesk(staff, servers, DATABASE_URL)
  say(indent(`${count} tickets at ${servers.length} MCP servers`))
}

/** Starts a program with the settings of whoever runs the demo, and those that the demo needs. */
function start(file: string, settings: Record<string, string>, hasInput = false): Program {
  return new Program(file, { env: { ...process.env, ...settings }, hasInput })
}
