import { mkdtempSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { Program } from '#testkit/processes/program.ts'

const DEMO_MS = 10 * 60_000
const SIGN = 'Everything stays up'

/** Tells the demo to its end. @param folder gets its logins @throws with what it said last */
export async function tellDemo(url: string, folder: string): Promise<void> {
  const env = { DATABASE_URL: url, DATA_DIR: mkdtempSync(join(folder, 'demo-')) }
  const demo = new Program('demo/main.ts', { env })
  const deadline = Date.now() + DEMO_MS
  while (!demo.hasExited && !demo.output.includes(SIGN) && Date.now() < deadline) await sleep(500)
  await demo.stop()
  if (!demo.output.includes(SIGN)) throw new Error(demo.describe())
}
