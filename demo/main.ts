import { raiseTicket } from './end-user.ts'
import { freePort, startProgram, stopPrograms } from './processes.ts'
import { openDesk } from './staff.ts'

/** Where the database and the demo's login are kept between runs. */
const DATA_DIR = process.env.DATA_DIR ?? '.data'

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
  const { login, org, slug, dsn } = await openDesk(appOrigin, `${DATA_DIR}/demo.json`)
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

  say()
  say(`Dashboard   ${appOrigin}/o/${org}/tickets`)
  say(`The ticket  ${appOrigin}/o/${org}/tickets/${story.reference}`)
  say(`The server  ${appOrigin}/o/${org}/servers  (${slug})`)
  say(`Sign in as  ${login.email}  with  ${login.password}`)
  say('\nEverything stays up until you press Ctrl+C.')
}
