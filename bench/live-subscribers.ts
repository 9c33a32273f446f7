/*
 * What live streams take of one process of the platform, and how long a change takes to the last of them, beside a bare
 * server of Node in the same run.
 *
 *   npm run bench -- live-subscribers
 *
 * `LIVE_STREAMS` is how many are open, 5,000 by default.
 */
import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { setTimeout as sleep } from 'node:timers/promises'
import { sendOverHttp } from '#testkit/http/send.ts'
import { freePort } from '#testkit/processes/free-port.ts'
import { Program } from '#testkit/processes/program.ts'
import { PASSWORD, Staff } from '#testkit/staff/staff.ts'
import type { Answer } from './live/followers.ts'
import { median, verdict } from './measure.ts'
import { databaseKinds, startPlatform } from './platform.ts'

const STREAMS = Number(process.env.LIVE_STREAMS ?? 5_000)
/** Sessions that share the streams: signing in is slow on purpose. Each stream is checked by itself. */
const SESSIONS = 20
const PROCESSES = 2
const CHANGES = 15
/** Streams that are opened before, so that what loads once does not count. */
const WARM_UP = 100
const REST_MS = 10_000
const KIB = 1024

interface Subject {
  port: number
  memoryPort: number
  request: (index: number) => string
  /** Makes a change. @returns what the followers are told of it */
  change: () => Promise<string>
}

interface Measured {
  heap: number
  rss: number
  /** Share of a core while nothing changes. */
  atRest: number
  /** Milliseconds from the request that makes a change to the last follower that has it. */
  toAll: number[]
}

const memoryEnv = (memoryPort: number) => ({
  MEMORY_PORT: String(memoryPort),
  NODE_OPTIONS: `--import=${new URL('report-memory.ts', import.meta.url)}`,
})

const raw = await measureRaw()
say('a bare server', raw)
for (const database of databaseKinds) {
  const ours = await measurePlatform(database)
  say(database.name, ours)
  const what = `${STREAMS} streams on ${database.name}`
  verdict(`${what}: KiB of heap each`, ours.heap, '<=', 40)
  verdict(`${what}: seconds from a change to the last`, median(ours.toAll) / 1_000, '<=', 0.5)
  verdict(`${what}: seconds, the slowest change`, Math.max(...ours.toAll) / 1_000, '<=', 1)
}

function say(name: string, { heap, rss, atRest, toAll }: Measured): void {
  process.stdout.write(
    `${name}: ${heap.toFixed(1)} KiB of heap and ${rss.toFixed(1)} KiB of memory a stream, a change at all after ` +
      `${median(toAll)} ms, at most ${Math.max(...toAll)} ms; ${(atRest * 100).toFixed(0)} % of a core at rest\n`,
  )
}

async function measureRaw(): Promise<Measured> {
  const [port, memoryPort] = [await freePort(), await freePort()]
  const program = new Program('bench/live/raw-sse.ts', {
    env: { PORT: String(port), ...memoryEnv(memoryPort) },
  })
  await program.says(/listens/)
  let count = 0
  const measured = await measure({
    port,
    memoryPort,
    request: () => requestOf('/', `localhost:${port}`),
    change: async () => {
      const reference = `TK-RAW-${++count}`
      const body = JSON.stringify({ type: 'ticket-changed', reference })
      await sendOverHttp({ method: 'POST', host: `localhost:${port}`, path: '/', headers: {}, body })
      return reference
    },
  })
  await program.stop()
  return measured
}

async function measurePlatform(database: (typeof databaseKinds)[number]): Promise<Measured> {
  const memoryPort = await freePort()
  const platform = await startPlatform(database, 'live', memoryEnv(memoryPort))
  const staff = await Staff.signUp(platform.origin)
  const server = (await staff.addServer('shop')).slug
  const { host, port } = new URL(platform.origin)
  const cookies: string[] = []
  for (let index = 0; index < SESSIONS; index++) {
    const { visitor } = await Staff.signIn(platform.origin, staff.email, PASSWORD)
    cookies.push(visitor.cookie!)
  }
  const path = `/trpc/supportTicket.watch?input=${encodeURIComponent(JSON.stringify({ org: staff.org }))}`
  const words = { title: 'Live', description: 'x', category: 'Other' }
  const measured = await measure({
    port: Number(port),
    memoryPort,
    request: (index) => requestOf(path, host, cookies[index % SESSIONS]),
    change: async () => {
      const input = { org: staff.org, server, words }
      return (await staff.visitor.mutate<{ reference: string }>('supportTicket.open', input)).reference
    },
  })
  await platform.end()
  return measured
}

function requestOf(path: string, host: string, cookie?: string): string {
  const heads = [`GET ${path} HTTP/1.1`, `host: ${host}`, 'accept: text/event-stream']
  // As Chromium sends them.
  heads.push('sec-fetch-site: same-origin', 'sec-fetch-mode: cors', 'sec-fetch-dest: empty')
  if (cookie !== undefined) heads.push(`cookie: ${cookie}`)
  return `${heads.join('\r\n')}\r\n\r\n`
}

async function measure(subject: Subject): Promise<Measured> {
  const warm = await openStreams(subject, WARM_UP, 1)
  await measureChange(subject, warm)
  for (const child of warm) child.kill()
  await sleep(2_000)
  const before = await readMemory(subject)
  const children = await openStreams(subject, STREAMS, PROCESSES)
  const toAll: number[] = []
  for (let change = 0; change < CHANGES; change++) {
    toAll.push(await measureChange(subject, children))
    await sleep(500)
  }
  const after = await readMemory(subject)
  await sleep(REST_MS)
  const rested = await readMemory(subject)
  for (const child of children) child.kill()
  return {
    heap: (after.heapUsed - before.heapUsed) / KIB / STREAMS,
    rss: (after.rss - before.rss) / KIB / STREAMS,
    atRest: (rested.user + rested.system - after.user - after.system) / 1_000 / REST_MS,
    toAll,
  }
}

/** Opens streams in processes of their own, and waits until each has greeted. */
async function openStreams(
  { port, request }: Subject,
  count: number,
  processes: number,
): Promise<ChildProcess[]> {
  const requests = Array.from({ length: count }, (_, index) => request(index))
  const children = Array.from({ length: processes }, () =>
    fork(new URL('live/followers.ts', import.meta.url), { execArgv: [] }).setMaxListeners(CHANGES + 10),
  )
  const share = Math.ceil(count / processes)
  await Promise.all(
    children.map((child, index) => {
      child.on('message', (answer: Answer) => {
        if ('lost' in answer) throw new Error(`A stream ended: ${answer.lost}`)
      })
      child.send({ port, requests: requests.slice(index * share, (index + 1) * share) })
      return once(child, 'message')
    }),
  )
  return children
}

/** Milliseconds from the request that makes a change to the last follower of all that has it. */
async function measureChange({ change }: Subject, children: ChildProcess[]): Promise<number> {
  const heard = children.map((child) => {
    const times = new Map<string, number>()
    let look = () => {}
    const listen = (answer: Answer) => {
      if (!('reference' in answer)) return
      times.set(answer.reference, answer.at)
      look()
    }
    child.on('message', listen)
    return (reference: string) =>
      new Promise<number>((resolve) => {
        look = () => {
          const at = times.get(reference)
          if (at === undefined) return
          child.off('message', listen)
          resolve(at)
        }
        look()
      })
  })
  const begun = Date.now()
  const reference = await change()
  const times = await Promise.all(heard.map((of) => of(reference)))
  return Math.max(...times) - begun
}

async function readMemory({ memoryPort }: Subject): Promise<NodeJS.MemoryUsage & NodeJS.CpuUsage> {
  const response = await fetch(`http://127.0.0.1:${memoryPort}`)
  return (await response.json()) as NodeJS.MemoryUsage & NodeJS.CpuUsage
}
