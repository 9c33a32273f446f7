/*
 * Operates the platform with what docs/operating.md says, and nothing else: installs it from this repository, makes the first
 * owner, serves over TLS behind Caddy, backs up, destroys, restores, changes the secret, reads the metrics during a load,
 * acts on an alarm, and upgrades from two releases before, with tickets in them. Needs git, openssl, sqlite3 and caddy (or
 * CADDY=/path/to/caddy); with MYSQL_URL, it runs on that server, too, with mariadb and mariadb-dump.
 *
 *   npm run operate:rehearsal
 */
import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { FIELDS } from '#testkit/end-user/ticket-fields.ts'
import { sendOverHttp } from '#testkit/http/send.ts'
import { SdkCaller } from '#testkit/mcp/sdk-caller.ts'
import { backUp, destroy, restore } from '#testkit/platform/back-up.ts'
import { databaseKinds, type DatabaseKind } from '#testkit/platform/database-kinds.ts'
import { freePort } from '#testkit/processes/free-port.ts'
import { stopPrograms } from '#testkit/processes/program.ts'
import { DashboardVisitor } from '#testkit/staff/dashboard-visitor.ts'
import { Staff } from '#testkit/staff/staff.ts'
import { Front } from './front.ts'
import { Installation } from './installation.ts'

const folder = mkdtempSync(join(tmpdir(), 'mcp-obs-rehearsal-'))
const LOAD = 200
/** Releases without a tag, the newer one first. */
const RELEASES = ['d82f00b', 'c80a989']
const TICKETS = 30
const newSecret = () => randomBytes(32).toString('base64')

let begun = performance.now()
function done(what: string): void {
  process.stdout.write(`ok ${what} (${((performance.now() - begun) / 1_000).toFixed(1)} s)\n`)
  begun = performance.now()
}

try {
  const now = await Installation.clone(join(folder, 'now'), 'HEAD')
  await now.install()
  done('install: git clone, npm ci, npm run build:platform')
  for (const database of databaseKinds) await rehearse(now, database)
  for (const release of RELEASES) await upgrade(now, release)
} finally {
  await stopPrograms()
  rmSync(folder, { recursive: true, force: true })
}

async function rehearse(now: Installation, database: DatabaseKind): Promise<void> {
  process.stdout.write(`\n── ${database.name}\n`)
  const { url, drop } = await database.create('rehearsal')
  const [port, healthPort] = [await freePort(), await freePort()]
  const front = await Front.start(folder, { addresses: [`127.0.0.1:${port}`], healthPort })
  const host = `desk.localhost:${front.port}`
  const settings = {
    APP_ORIGIN: `https://${host}`,
    BASE_DOMAIN: `mcp.localhost:${front.port}`,
    DATABASE_URL: url,
    APP_SECRET: newSecret(),
    PORT: String(port),
    HEALTH_PORT: String(healthPort),
    TRUST_PROXY: 'loopback',
    DRAIN_MS: '200',
    QUOTA_SERVER_PER_MINUTE: '20',
  }
  const restart = async (change: Record<string, string>) => {
    await now.stop()
    now.configure(Object.assign(settings, change))
    await now.start()
  }
  const metrics = async () => (await fetch(`http://127.0.0.1:${healthPort}/metrics`)).text()
  const valueOf = async (series: string) =>
    Number(
      (await metrics())
        .split('\n')
        .find((line) => line.startsWith(`${series} `))
        ?.split(' ')
        .at(-1) ?? 0,
    )

  now.configure(settings)
  await now.start()
  done('npm run serve with .env, as production')

  const made = await now.command(
    'account',
    'create-owner',
    '--org',
    'Acme',
    '--email',
    'ada@example.com',
    '--name',
    'Ada',
  )
  const [, password = ''] = /password: (\S+)/.exec(made)!
  const visitor = new DashboardVisitor(front.send, host)
  await visitor.mutate('account.signIn', { email: 'ada@example.com', password })
  const staff = new Staff(visitor, 'ada@example.com', 'acme')
  assert.match(visitor.cookie ?? '', /^__Host-session=/)
  done('first owner, who signs in over TLS behind Caddy')

  const shop = await staff.addServer('shop')
  const sdk = new SdkCaller(front.send, shop)
  const page = await front.send({ method: 'GET', host, path: '/', headers: { 'accept-encoding': 'gzip' } })
  assert.deepEqual([page.statusCode, page.headers['content-encoding']], [200, 'gzip'])
  const watch = `/trpc/supportTicket.watch?input=${encodeURIComponent('{"org":"acme"}')}`
  const headers = { cookie: visitor.cookie!, 'accept-encoding': 'gzip', accept: 'text/event-stream' }
  const stream = await front.send({ method: 'GET', host, path: watch, headers, readFor: 2_000 })
  assert.equal(stream.headers['content-encoding'], undefined)
  assert.match(stream.body, /"type":"hello"/)
  const opened = await sdk.openTicket(FIELDS)
  assert.equal(opened.statusCode, 201)
  const { reference } = opened.json<{ ticket: { reference: string } }>().ticket
  done('a ticket through Caddy; pages are compressed, live streams arrive at once')

  const file = join(folder, `backup-${database.name}`)
  await backUp(url, file)
  done('back up while it runs')
  await now.stop()
  await destroy(url)
  await restore(url, file)
  await now.start()
  assert.equal((await staff.readTicket(reference)).reference, reference)
  done('destroy, restore: the ticket, the session and the key are there')

  await restart({ APP_SECRET: newSecret(), APP_SECRET_PREVIOUS: settings.APP_SECRET })
  await now.command('secrets', 're-encrypt')
  await restart({ APP_SECRET_PREVIOUS: '' })
  assert.doesNotMatch(await now.command('secrets', 'check'), /[1-9]\d* with neither/)
  assert.equal((await staff.readTicket(reference)).reference, reference)
  done('change the secret in three steps')

  // A tenth at a time: of one organization, only so many wait for the database.
  const load = async () => {
    const answers = []
    for (let n = 0; n < 10; n++)
      answers.push(...(await Promise.all(Array.from({ length: LOAD / 10 }, () => sdk.openTicket(FIELDS)))))
    return answers
  }
  const running = load()
  const during = await metrics()
  for (const name of [
    'mcp_obs_build_info',
    'mcp_obs_ready 1',
    'mcp_obs_database_connections',
    'process_cpu_seconds_total',
  ])
    assert.ok(during.includes(name), name)
  await running
  const refused = await valueOf('mcp_obs_refusals_total{code="quota-exceeded",lane="email"}')
  assert.ok(refused > 0)
  done(`metrics during a load of ${LOAD} tickets: the alarm "tickets are refused" fires (${refused})`)

  await restart({
    QUOTA_SERVER_PER_MINUTE: '100000',
    QUOTA_IP_PER_MINUTE: '100000',
    QUOTA_EMAIL_PER_10_MINUTES: '100000',
  })
  const answers = await load()
  assert.deepEqual(new Set(answers.map(({ statusCode }) => statusCode)), new Set([201]))
  assert.equal(await valueOf('mcp_obs_refusals_total{code="quota-exceeded",lane="email"}'), 0)
  assert.equal(await valueOf('mcp_obs_tickets_total{origin="sdk",outcome="opened"}'), LOAD)
  done('the runbook’s answer: a larger quota, and nothing is refused')

  await now.stop()
  await front.program.stop()
  await drop()
}

/** Starts a release before on a database of its own, gives it tickets, and then starts this one. */
async function upgrade(now: Installation, release: string): Promise<void> {
  process.stdout.write(`\n── upgrade from ${release}\n`)
  const before = await Installation.clone(join(folder, release), release)
  before.installLike(now)
  await before.buildClient()
  for (const database of databaseKinds) {
    const { url, drop } = await database.create('upgrade')
    const port = await freePort()
    const origin = `http://localhost:${port}`
    const settings = {
      APP_ORIGIN: origin,
      BASE_DOMAIN: `localhost:${port}`,
      PORT: String(port),
      HEALTH_PORT: String(await freePort()),
      DATABASE_URL: url,
      QUOTA_EMAIL_PER_10_MINUTES: '1000',
    }
    await before.startOlder(settings)
    const staff = await Staff.signUp(origin)
    const shop = await staff.addServer('shop')
    const sdk = new SdkCaller(sendOverHttp, shop)
    const tickets = new Map<string, string>()
    for (let n = 0; n < TICKETS; n++) {
      const title = `Ticket ${n} of ${release}`
      const opened = await sdk.openTicket({ ...FIELDS, title })
      assert.equal(opened.statusCode, 201)
      tickets.set(opened.json<{ ticket: { reference: string } }>().ticket.reference, title)
    }
    await before.stop()
    await backUp(url, join(folder, `before-upgrade-${release}-${database.name}`))
    now.configure(settings)
    await now.start()
    const [, applied = ''] = /"Migrations applied: ([^"]+)"/.exec(now.program.output) ?? []
    assert.match(applied, /0011-known-networks/)
    for (const [reference, title] of tickets) assert.equal((await staff.readTicket(reference)).title, title)
    assert.equal((await sdk.openTicket(FIELDS)).statusCode, 201)
    await now.stop()
    await drop()
    done(`${database.name}: ${tickets.size} tickets, the session and the key are there after ${applied}`)
  }
}
