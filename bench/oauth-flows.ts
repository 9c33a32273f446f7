import { createServer, PASSWORD, signUpStaff } from '#server/test/factories.ts'
import { startTestApp } from '#server/test/harness.ts'
import { OauthVisitor } from '#server/test/oauth-flow.ts'
import { databaseName, emptyDatabases } from './databases.ts'
import { median, verdict } from './measure.ts'
import { buildLibrary, RESOURCE } from './oauth/library.ts'

/** Clients at a time, seconds of one run, and how often both sides take their turn. */
const CLIENTS = 8
const SECONDS = 3
const ROUNDS = 3

/** Shares of a library that keeps nothing: ours writes each step to disk before it answers. */
const TARGETS = { refresh: 0.06, flow: 0.1 }

/** The library alone wants it said. */
const SCOPE = { scope: 'mcp' }
const HOST = 'bench.localhost:3000'
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

const passwords: Work = async ({ app, origin, email }) => {
  const visitor = new OauthVisitor(app, new URL(origin).host)
  await visitor.register()
  const page = await visitor.open()
  const consent = await visitor.act(page, 'sign-in', { email, password: PASSWORD })
  const callback = await visitor.act(consent, 'consent')
  await visitor.redeem(callback.searchParams.get('code') ?? '')
}

for (const url of await emptyDatabases('oauth-flows')) {
  const database = databaseName(url)
  const desk = await startTestApp(url)
  const { host } = await createServer(await signUpStaff(desk.app), {
    authMode: 'oauth',
    resourceUrl: RESOURCE,
  })
  const library = await buildLibrary(`http://${HOST}`)
  const ours = await visitors(() => new OauthVisitor(desk.app, host))
  const theirs = await visitors(() => new OauthVisitor(library, HOST))
  for (const [name, work] of Object.entries({ refresh, flow })) {
    const rates = { ours: [] as number[], theirs: [] as number[] }
    for (let round = 0; round < ROUNDS; round++) {
      rates.theirs.push(await rateOf(theirs, work))
      rates.ours.push(await rateOf(ours, work))
    }
    const [platform, alone] = [median(rates.ours), median(rates.theirs)]
    process.stdout.write(
      `${database} ${name}: ${platform.toFixed(0)}/s, the library in memory ${alone.toFixed(0)}/s\n`,
    )
    verdict(
      `${database}: ${name} to the library in memory`,
      platform / alone,
      '>=',
      TARGETS[name as keyof typeof TARGETS],
    )
  }
  process.stdout.write(
    `${database} registration and flow with a password: ${(await rateOf(ours, passwords)).toFixed(1)}/s\n`,
  )
  await library.close()
  await desk.close()
}

interface Signed {
  visitor: OauthVisitor
  state: { refreshToken: string }
}

function visitors(create: () => OauthVisitor): Promise<Signed[]> {
  return Promise.all(
    Array.from({ length: CLIENTS }, async () => {
      const visitor = create()
      visitor.resource = RESOURCE
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
