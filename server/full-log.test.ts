import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, statSync, truncateSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { sqlite } from '#testkit/platform/database-kinds.ts'
import { freePort } from '#testkit/processes/free-port.ts'
import { Program, runOrThrow } from '#testkit/processes/program.ts'
import { untilReady } from '#testkit/processes/until-ready.ts'
import { expect, it, onTestFinished } from 'vitest'

/** Bytes. No other file of the platform is as large. */
const LIMIT = 16 * 1024 * 1024
/** Bytes. What a start says is longer, and does not end just here. */
const FREE = 333
/** Requests whose lines are more than a pipe and the memory for them hold. */
const MANY = 1_500
/** Those whose lines are more than a pipe holds. */
const SOME = 500
const AT_ONCE = 25
/** Ten refusals in one request make its line long. */
const BATCH = `/trpc/${Array(10).fill('supportTicket.countOpen').join()}?batch=1`

interface Log {
  /** Where the shell lets the platform write. Default: to a pipe, which is read. */
  redirect?: string
  isRead?: boolean
  /** What runs the platform. */
  command?: string
}

async function startPlatform({ redirect = '', isRead = true, command = '' }: Log = {}) {
  const { url, drop } = await sqlite.create('log')
  onTestFinished(drop)
  const [port, healthPort] = [await freePort(), await freePort()]
  const program = new Program('-c', {
    command: 'sh',
    args: [`exec ${command} "$0" server/main.ts ${redirect}`, process.execPath],
    env: {
      DATABASE_URL: url,
      PORT: String(port),
      HEALTH_PORT: String(healthPort),
      QUOTA_IP_PER_MINUTE: '100000',
    },
  })
  onTestFinished(async () => void (await program.stop()))
  const get = async (address: string) => {
    const response = await fetch(address, { signal: AbortSignal.timeout(20_000) })
    return { status: response.status, text: await response.text() }
  }
  const askHealth = (path: string) => get(`http://127.0.0.1:${healthPort}${path}`)
  if (!isRead) program.stdout.destroy()
  await untilReady(program, async () => (await askHealth('/readyz')).status === 200)
  return {
    program,
    /** Sends requests that are refused. Each of them is a line in the log. */
    ask: async (count: number) => {
      for (let sent = 0; sent < count; sent += AT_ONCE) {
        const asked = Array.from({ length: Math.min(AT_ONCE, count - sent) }, () =>
          get(`http://localhost:${port}${BATCH}`),
        )
        for (const { status } of await Promise.all(asked)) expect(status).toBe(401)
      }
    },
    /** Until it closes what it holds, just before it ends. */
    untilClosed: async () => {
      const health = () => askHealth('/healthz').catch(() => 'closed')
      await expect.poll(health, { interval: 10, timeout: 20_000 }).toBe('closed')
    },
    /** Why writes of the log failed, and how many lines were lost. */
    counted: async () => {
      const { text } = await askHealth('/metrics')
      const code = /^mcp_obs_log_failures_total\{code="(\w+)"\} [1-9]/m.exec(text)?.[1]
      const lost = /^mcp_obs_log_lines_lost_total (\d+)/m.exec(text)?.[1]
      return { code, lost: Number(lost) }
    },
  }
}

/** The lines of a log, each of which must be whole. */
const readLines = (text: string) =>
  text
    .replace(/\n$/, '')
    .split('\n')
    .map((line) => JSON.parse(line) as { msg: string; lost?: number; code?: string })

it.each([
  ['ENOSPC', { redirect: '>/dev/full' }],
  ['EBADF', { redirect: '1</dev/null' }],
  ['EPIPE', { isRead: false }],
])('starts, serves and stops with a log that cannot be written: %s', async (code, log) => {
  const platform = await startPlatform(log)
  await platform.ask(1)
  expect(await platform.counted()).toEqual({ code, lost: 0 })
  platform.program.signal('SIGTERM')
  expect(await platform.program.exited()).toBe(0)
})

it('serves while nobody reads its log, and says how many lines were lost', async () => {
  const { program, ask, counted } = await startPlatform()
  await expect.poll(() => program.stdoutText).toContain('Dashboard: http')
  program.stdout.pause()
  await ask(MANY)
  const { code, lost } = await counted()
  expect(code).toBe('EAGAIN')
  expect(lost).toBeGreaterThan(0)
  program.stdout.resume()
  const said = await program.says(/"lost":(\d+),"code":"EAGAIN","msg":"The log can be written again"/)
  expect(Number(said)).toBe(lost)
  await ask(1)
  program.signal('SIGTERM')
  expect(await program.exited()).toBe(0)
  const lines = readLines(program.stdoutText)
  expect(lines.filter(({ msg }) => msg === 'request').length).toBe(MANY + 1 - lost)
})

it('writes all that waits when it stops, once somebody reads', async () => {
  const { program, ask, counted, untilClosed } = await startPlatform()
  await expect.poll(() => program.stdoutText).toContain('Dashboard: http')
  program.stdout.pause()
  await ask(SOME)
  expect(await counted()).toEqual({ code: 'EAGAIN', lost: 0 })
  program.signal('SIGTERM')
  await untilClosed()
  program.stdout.resume()
  expect(await program.exited()).toBe(0)
  const said = readLines(program.stdoutText).map(({ msg }) => msg)
  expect(said.filter((msg) => msg === 'request').length).toBe(SOME)
  expect(said.at(-1)).toBe('Stopped: nothing is under way any more')
})

const hasPrlimit = spawnSync('prlimit', ['--version']).status === 0
it.runIf(hasPrlimit)(
  'serves while its log has no space, and goes on with whole lines when there is',
  async () => {
    const folder = mkdtempSync(join(tmpdir(), 'full-log-'))
    onTestFinished(() => rmSync(folder, { recursive: true }))
    const log = join(folder, 'log')
    writeFileSync(log, '')
    truncateSync(log, LIMIT - FREE)
    const { program, ask, counted } = await startPlatform({
      redirect: `>>${log}`,
      command: `prlimit --fsize=${LIMIT}:unlimited`,
    })
    await ask(AT_ONCE)
    expect(await counted()).toEqual({ code: 'EFBIG', lost: 0 })
    expect(statSync(log).size).toBe(LIMIT)
    await runOrThrow('--pid', {
      command: 'prlimit',
      args: [String(program.pid), '--fsize=unlimited:unlimited'],
    })
    await expect.poll(() => statSync(log).size).toBeGreaterThan(LIMIT)
    program.signal('SIGTERM')
    expect(await program.exited()).toBe(0)
    const lines = readLines(
      readFileSync(log)
        .subarray(LIMIT - FREE)
        .toString(),
    )
    const said = lines.map(({ msg }) => msg)
    expect(said[0]).toMatch(/^mcp-obs \S+ starts/)
    expect(said.filter((msg) => msg === 'request').length).toBe(AT_ONCE)
    expect(lines.find(({ msg }) => msg === 'The log can be written again')).toMatchObject({
      lost: 0,
      code: 'EFBIG',
    })
    expect(said.at(-1)).toBe('Stopped: nothing is under way any more')
  },
)
