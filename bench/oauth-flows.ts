/*
 * How many sign-ins and renewals the authorization server does in a second, beside the library that it is made with.
 *
 *   npm run bench -- oauth-flows
 */
import { OauthVisitor } from '#testkit/end-user/oauth-visitor.ts'
import { ScriptedBrowser } from '#testkit/end-user/scripted-browser.ts'
import { sendOverHttp } from '#testkit/http/send.ts'
import { freePort } from '#testkit/processes/free-port.ts'
import { Program } from '#testkit/processes/program.ts'
import { PASSWORD, Staff } from '#testkit/staff/staff.ts'
import { median, verdict } from './measure.ts'
import { databases, startPlatform } from './platform.ts'

/** Clients at a time, seconds of one run, and how often both sides take their turn. */
const CLIENTS = 8
const SECONDS = 3
const ROUNDS = 3

/** Shares of a library that keeps nothing: ours writes each step to disk before it answers. */
const TARGETS = { refresh: 0.06, flow: 0.1 }

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

const issuer = `http://bench.localhost:${await freePort()}`
const library = new Program('bench/oauth/library.ts', { env: { ISSUER: issuer, RESOURCE } })
await library.says(/listens/)
for (const database of databases) {
  const platform = await startPlatform(database, 'oauth_flows')
  const staff = await Staff.signUp(platform.origin)
  const { dsn } = await staff.addServer('shop', { authMode: 'oauth', resourceUrl: RESOURCE })
  const ours = await signInAll(new URL(dsn).origin)
  const theirs = await signInAll(issuer)
  for (const [name, work] of Object.entries({ refresh, flow })) {
    const rates = { ours: [] as number[], theirs: [] as number[] }
    for (let round = 0; round < ROUNDS; round++) {
      rates.theirs.push(await rateOf(theirs, work))
      rates.ours.push(await rateOf(ours, work))
    }
    const [own, alone] = [median(rates.ours), median(rates.theirs)]
    process.stdout.write(
      `${database.name} ${name}: ${own.toFixed(0)}/s, the library in memory ${alone.toFixed(0)}/s\n`,
    )
    verdict(
      `${database.name}: ${name} to the library in memory`,
      own / alone,
      '>=',
      TARGETS[name as keyof typeof TARGETS],
    )
  }
  process.stdout.write(
    `${database.name} registration and flow with a password: ${(await rateOf(ours, passwords)).toFixed(1)}/s\n`,
  )
  await platform.end()
}
await library.stop()

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
