import '#testkit/http/resolve-localhost.ts'
import { findChromium } from '#testkit/browser/chromium.ts'
import { freePort } from '#testkit/processes/free-port.ts'
import { Program, stopPrograms } from '#testkit/processes/program.ts'
import { connectServer, type DemoServer, enterPlatform } from './connect-server.ts'
import { raiseTicket, raiseTicketSignedIn } from './end-user.ts'
import { type Login, readLogins } from './logins.ts'
import { signInByBrowser } from './sign-in-by-browser.ts'

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

/** Tells the whole story: a tool call fails, its user asks for help, staff find the ticket. */
async function tell(): Promise<void> {
  say(`\n1. The platform starts, on the embedded database under ${DATA_DIR}/`)
  const port = await freePort(Number(process.env.PORT ?? 3000))
  const healthPort = await freePort(port + 1)
  const appOrigin = `http://localhost:${port}`
  const platform = start('server/main.ts', {
    PORT: String(port),
    HEALTH_PORT: String(healthPort),
    APP_ORIGIN: appOrigin,
    BASE_DOMAIN: `localhost:${port}`,
    DATABASE_URL: `sqlite:${DATA_DIR}/mcp-obs.db`,
  })
  await platform.says(/Dashboard: http/)

  say('2. Staff sign in, add an MCP server with the support tool on, and create a key for it')
  const loginFile = `${DATA_DIR}/demo.json`
  const logins = readLogins(loginFile)
  const staff = await enterPlatform(appOrigin, logins)
  const dsn = await connectServer(staff, ORDERS, logins, loginFile)
  say(indent(`MCP_OBS_DSN=${dsn.replace(/mok_\w+/, (key) => `${key.slice(0, 8)}…`)}`))

  say('3. That MCP server starts: official SDK, @mcp-obs/server attached')
  const orders = start('examples/typescript-v1-http/server.ts', { PORT: '0', MCP_OBS_DSN: dsn })
  const mcpUrl = await orders.says(/(http:\/\/\S+\/mcp)/)
  say(indent(mcpUrl))

  say('4. An end-user’s MCP client lists its tools, and one of them fails')
  const story = await raiseTicket(mcpUrl)
  say(indent(`tools: ${story.tools.join(', ')}`))
  say(indent(story.failure))

  say('5. The client calls get_support_tool')
  say(indent(story.answer))

  say('6. A second MCP server starts. Its users have to sign in first')
  const returnsPort = await freePort(port + 2)
  const resourceUrl = `http://127.0.0.1:${returnsPort}/mcp`
  const returns = start('examples/typescript-v1-oauth/server.ts', {
    PORT: String(returnsPort),
    RESOURCE_URL: resourceUrl,
    MCP_OBS_DSN: await connectServer(staff, { ...RETURNS, resourceUrl }, logins, loginFile),
  })
  await returns.says(/^shop-orders listens/m)
  say(indent(resourceUrl))

  say('7. A client gets a 401 from it, registers itself, and sends its user to the sign-in pages')
  const signedIn = await raiseTicketSignedIn(resourceUrl, (url) => signIn(url, logins.user))

  say('8. The same call fails, and now the ticket knows its user')
  say(indent(signedIn.answer))

  const desk = `${appOrigin}/o/${staff.org}`
  say()
  say(`Dashboard   ${desk}/tickets`)
  say(`The ticket  ${desk}/tickets/${story.reference}`)
  say(`Signed in   ${desk}/tickets/${signedIn.reference}`)
  say(`The users   ${desk}/servers/${RETURNS.slug}/users`)
  say(`Sign in as  ${logins.email}  with  ${logins.password}`)
  say('\nEverything stays up until you press Ctrl+C.')
}

/** Starts a program with the settings of whoever runs the demo, and those that the demo needs. */
function start(file: string, settings: Record<string, string>): Program {
  return new Program(file, { env: { ...process.env, ...settings } })
}

/** By a browser that a script drives, or else by whoever watches the demo. */
async function signIn(authorizationUrl: URL, login: Login): Promise<void> {
  if (findChromium()) {
    await signInByBrowser(authorizationUrl, login)
    say(indent(`${login.email} signed in and allowed it, in a headless browser`))
    return
  }
  say(indent('Open this address, create an account and allow it; the demo goes on when you have:'))
  say(indent(authorizationUrl.href))
}
