/*
 * What the SDK adds to a tool call, in memory, interleaved with the same server without it.
 *
 *   npm run bench -- sdk-overhead
 *
 * "succeeding" is a call that works; "failing" one whose handler throws, which is captured, redacted and kept.
 */
import { createMcpObs } from '@mcp-obs/server'
import { FakePlatform } from '#testkit/platform/fake-platform.ts'
import { quantile, verdict } from './measure.ts'
import { type Call, SHOPS } from './shops.ts'

const ROUNDS = 40
const CALLS = 250
/** Microseconds that a call may take longer with the SDK. */
const TARGETS_US = { succeeding: 2, failing: 50 }

/** Microseconds of each call, one after the other. */
async function measure(call: Call, tool: string): Promise<number[]> {
  const times: number[] = []
  for (let i = 0; i < CALLS; i++) {
    const start = performance.now()
    await call(tool)
    times.push((performance.now() - start) * 1_000)
  }
  return times
}

async function compare(
  plain: Call,
  attached: Call,
  tool: string,
): Promise<{ plain: number[]; attached: number[] }> {
  const times = { plain: [] as number[], attached: [] as number[] }
  for (let round = 0; round < ROUNDS; round++) {
    // Each round the other one goes first, so that warming up and garbage collection favour neither.
    const order = round % 2 === 0 ? (['plain', 'attached'] as const) : (['attached', 'plain'] as const)
    for (const which of order)
      times[which].push(...(await measure(which === 'plain' ? plain : attached, tool)))
  }
  return times
}

const platform = await FakePlatform.start()
const obs = createMcpObs({ dsn: platform.dsn })

const rows: Record<string, string | number>[] = []
for (const [sdk, open] of Object.entries(SHOPS)) {
  const [plain, attached] = [await open(), await open(obs)]
  for (const tool of ['succeeding', 'failing'] as const) {
    await measure(plain, tool)
    await measure(attached, tool)
    const times = await compare(plain, attached, tool)
    const added = quantile(times.attached, 0.5) - quantile(times.plain, 0.5)
    verdict(`${sdk}, a ${tool} call: µs added`, added, '<=', TARGETS_US[tool])
    rows.push({
      sdk,
      call: tool,
      'without, median µs': quantile(times.plain, 0.5).toFixed(1),
      'with, median µs': quantile(times.attached, 0.5).toFixed(1),
      'added, median µs': added.toFixed(1),
      'without, p99 µs': quantile(times.plain, 0.99).toFixed(0),
      'with, p99 µs': quantile(times.attached, 0.99).toFixed(0),
    })
  }
}
await platform.stop()

// oxlint-disable-next-line no-console -- the table is what the bench is for
console.table(rows)
