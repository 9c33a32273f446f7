import '#testkit/http/resolve-localhost.ts'
import { raiseTicket, raiseTicketSignedIn } from './end-user.ts'
import type { Login } from './logins.ts'
import { freePort, startProgram, stopPrograms } from './processes.ts'
import { findBrowser, signInByScript } from './sign-in-pages.ts'
import { type DemoServer, Staff } from './staff.ts'

/** Where the database and the demo's login are kept between runs. */
const DATA_DIR = process.env.DATA_DIR ?? '.data'

const ORDERS: DemoServer = { slug: 'acme-orders', name: 'Acme Orders', resourceUrl: null }
const RETURNS = { slug: 'acme-returns', name: 'Acme Returns' }

const say = (text = '') => process.stdout.write(`${text}\n`)
const indent = (text: string) => text.replaceAll(/^/gm, '     ')

process.once('SIGINT', () => void stopPrograms().then(() => process.exit(0)))
process.once('SIGTERM', () => void stopPrograms().then(() => process.exit(0)))

try {
  await tell()
} catch (error) {
  process.stderr.write(`\nThe demo stopped: ${error instanceof Error ? error.message : String(error)}\n`)
  await stopPrograms()
  process.exit(1)
}

/** The whole product once around: a tool call fails, its user asks for help, staff find the ticket. */
async function tell(): Promise<void> {
  say(`\n1. The platform starts, on the embedded database under ${DATA_DIR}/`)
  const port = await freePort(Number(process.env.PORT ?? 3000))
  const healthPort = await freePort(port + 1)
  const appOrigin = `http://localhost:${port}`
  const env = {
    PORT: String(port),
    HEALTH_PORT: String(healthPort),
    APP_ORIGIN: appOrigin,
    BASE_DOMAIN: `localhost:${port}`,
  }
  await startProgram(
    'server/main.ts',
    { ...env, DATABASE_URL: `sqlite:${DATA_DIR}/mcp-obs.db` },
    /Dashboard: http/,
  )

  say('2. Staff sign in, have an MCP server with the support tool on, and issue it a key')
  const staff = await Staff.signIn(appOrigin, `${DATA_DIR}/demo.json`)
  const dsn = await staff.connectServer(ORDERS)
  say(indent(`MCP_OBS_DSN=${dsn.replace(/mok_\w+/, (key) => `${key.slice(0, 8)}…`)}`))

  say('3. An MCP server of theirs starts: official SDK, @mcp-obs/server attached')
  const mcpUrl = await startProgram(
    'examples/typescript-v1-http/server.ts',
    { PORT: '0', MCP_OBS_DSN: dsn },
    /(http:\/\/\S+\/mcp)/,
  )
  say(indent(mcpUrl))

  say('4. An end-user’s MCP client lists its tools, and one of them fails')
  const story = await raiseTicket(mcpUrl)
  say(indent(`tools: ${story.tools.join(', ')}`))
  say(indent(story.failure))

  say('5. The client calls get_support_tool')
  say(indent(story.answer))

  say('6. Another MCP server of theirs has its users sign in first')
  const returnsPort = await freePort(port + 2)
  const resourceUrl = `http://127.0.0.1:${returnsPort}/mcp`
  const returnsDsn = await staff.connectServer({ ...RETURNS, resourceUrl })
  await startProgram(
    'examples/typescript-v1-oauth/server.ts',
    { PORT: String(returnsPort), RESOURCE_URL: resourceUrl, MCP_OBS_DSN: returnsDsn },
    /^shop-orders listens/m,
  )
  say(indent(resourceUrl))

  say('7. A client gets a 401 there, registers itself, and sends its user to the sign-in pages')
  const signedIn = await raiseTicketSignedIn(resourceUrl, (url) => signIn(url, staff.logins.user))

  say('8. The same call fails, and now the ticket knows its user')
  say(indent(signedIn.answer))

  const desk = `${appOrigin}/o/${staff.org}`
  say()
  say(`Dashboard   ${desk}/tickets`)
  say(`The ticket  ${desk}/tickets/${story.reference}`)
  say(`Signed in   ${desk}/tickets/${signedIn.reference}`)
  say(`The users   ${desk}/servers/${RETURNS.slug}/users`)
  say(`Sign in as  ${staff.logins.email}  with  ${staff.logins.password}`)
  say('\nEverything stays up until you press Ctrl+C.')
}

/** By a browser that a script drives, or else by whoever watches the demo. */
async function signIn(authorizationUrl: URL, login: Login): Promise<void> {
  const browser = findBrowser()
  if (browser) {
    await signInByScript(browser, authorizationUrl, login)
    say(indent(`${login.email} signed in and allowed it, in a headless browser`))
    return
  }
  say(indent('Open this address, create an account and allow it; the demo goes on when you have:'))
  say(indent(authorizationUrl.href))
}
