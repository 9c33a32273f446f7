/*
 * How many sign-ins and renewals the authorization server does in a second, beside the library that it is made with, which
 * keeps its own state in memory and sends the same statements by the raw driver. And beside the library alone.
 *
 *   npm run bench -- oauth-flows
 */
import { OauthVisitor } from '#testkit/end-user/oauth-visitor.ts'
import { ScriptedBrowser } from '#testkit/end-user/scripted-browser.ts'
import { sendOverHttp } from '#testkit/http/send.ts'
import { freePort } from '#testkit/processes/free-port.ts'
import { Program } from '#testkit/processes/program.ts'
import { PASSWORD, type RunningServer, Staff } from '#testkit/staff/staff.ts'
import { median, verdict } from './measure.ts'
import { databaseKinds, startPlatform } from './platform.ts'

/** Clients at a time, seconds of one run, and how often both sides take their turn. */
const CLIENTS = 8
const SECONDS = 3
const ROUNDS = 3

/** Share of the library with the same statements. */
const TARGET = 0.5

/** The library alone wants it said. */
const SCOPE = { scope: 'mcp' }
const RESOURCE = 'https://mcp.example.com/mcp'
type Work = (visitor: OauthVisitor, state: { refreshToken: string }) => Promise<void>

/** Authorization, consent and code for tokens, in a browser where the user is signed in. */
const flow: Work = async (visitor) => {
  await visitor.signIn(SCOPE)
}

const refresh: Work = async (visitor, state) => {
  const response = await visitor.refresh(state.refreshToken)
  if (response.statusCode !== 200) throw new Error(response.body)
  state.refreshToken = response.json<{ refresh_token: string }>().refresh_token
}

const passwords: Work = async ({ origin, email }) => {
  const visitor = newVisitor(origin)
  await visitor.register()
  const page = await visitor.open()
  const consent = await visitor.act(page, 'sign-in', { email, password: PASSWORD })
  await visitor.redeemCallback(await visitor.act(consent, 'consent'))
}

const alone = await startLibrary()
for (const database of databaseKinds) {
  const platform = await startPlatform(database, 'oauth_flows')
  const { dsn } = await addServer(platform.origin)
  const ours = await signInAll(new URL(dsn).origin)
  // A database each: the embedded one serves a single process. Its rows are those of sign-ins at the platform.
  const before = await startPlatform(database, 'oauth_baseline')
  const { dsn: theirs, slug } = await addServer(before.origin)
  await signInAll(new URL(theirs).origin)
  await before.program.stop()
  const withStatements = await startLibrary({ DATABASE_URL: before.databaseUrl, SLUG: slug })
  const rivals = { same: await signInAll(withStatements.issuer), memory: await signInAll(alone.issuer) }
  for (const [name, work] of Object.entries({ refresh, flow })) {
    const rates = { ours: [] as number[], same: [] as number[], memory: [] as number[] }
    for (let round = 0; round < ROUNDS; round++) {
      rates.same.push(await rateOf(rivals.same, work))
      rates.ours.push(await rateOf(ours, work))
      rates.memory.push(await rateOf(rivals.memory, work))
    }
    const [own, same, memory] = [median(rates.ours), median(rates.same), median(rates.memory)]
    process.stdout.write(
      `${database.name} ${name}: ${own.toFixed(0)}/s, the library with the same statements ${same.toFixed(0)}/s, in memory alone ${memory.toFixed(0)}/s\n`,
    )
    verdict(`${database.name}: ${name} to the library with the same statements`, own / same, '>=', TARGET)
  }
  process.stdout.write(
    `${database.name} registration and flow with a password: ${(await rateOf(ours, passwords)).toFixed(1)}/s\n`,
  )
  await withStatements.program.stop()
  await before.end()
  await platform.end()
}
await alone.program.stop()

async function addServer(origin: string): Promise<RunningServer> {
  const staff = await Staff.signUp(origin)
  return staff.addServer('shop', { authMode: 'oauth', resourceUrl: RESOURCE })
}

async function startLibrary(env: Record<string, string> = {}): Promise<{ issuer: string; program: Program }> {
  const issuer = `http://bench.localhost:${await freePort()}`
  const program = new Program('bench/oauth/library.ts', { env: { ISSUER: issuer, RESOURCE, ...env } })
  await program.says(/listens/)
  return { issuer, program }
}

interface Signed {
  visitor: OauthVisitor
  state: { refreshToken: string }
}

function newVisitor(origin: string): OauthVisitor {
  const visitor = new OauthVisitor(sendOverHttp, origin, new ScriptedBrowser(sendOverHttp))
  visitor.resource = RESOURCE
  return visitor
}

function signInAll(origin: string): Promise<Signed[]> {
  return Promise.all(
    Array.from({ length: CLIENTS }, async () => {
      const visitor = newVisitor(origin)
      const { refresh_token: refreshToken } = await visitor.signIn(SCOPE)
      return { visitor, state: { refreshToken } }
    }),
  )
}

/** How often the work gets done in a second, by all clients together. */
async function rateOf(signed: Signed[], work: Work): Promise<number> {
  const started = performance.now()
  let done = 0
  await Promise.all(
    signed.map(async ({ visitor, state }) => {
      while (performance.now() - started < SECONDS * 1000) {
        await work(visitor, state)
        done++
      }
    }),
  )
  return done / ((performance.now() - started) / 1000)
}
