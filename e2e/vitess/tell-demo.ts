import { mkdtempSync } from 'node:fs'
import { join } from 'node:path'
import { Program } from '#testkit/processes/program.ts'
import { untilReady } from '#testkit/processes/until-ready.ts'

const DEMO_MS = 10 * 60_000

/**
 * What the demo says, in this order. It also comes to its end without Chromium, without Python, and when the story in Python fails.
 * Here, nobody signs in by hand: the lines of a story that is missing are missing, too.
 */
const SIGNS = [
  '1. The platform starts, on DATABASE_URL',
  'The ticket  http',
  'signed in and allowed it, in a headless browser',
  'Signed in   http',
  'The desk    http',
  '12. A third MCP server starts: fastmcp in Python',
  'signed in and allowed it, in a headless browser',
  'In Python   http',
  'Everything stays up',
]

/**
 * Tells the demo to its end, with each of its stories.
 *
 * @param folder gets its logins
 * @throws with the first sign that is missing, and with what it said last
 */
export async function tellDemo(url: string, folder: string): Promise<void> {
  const env = { DATABASE_URL: url, DATA_DIR: mkdtempSync(join(folder, 'demo-')) }
  const demo = new Program('demo/main.ts', { env })
  // The first sign that is missing says more than that the last one is.
  await untilReady(demo, async () => demo.output.includes(SIGNS.at(-1)!), DEMO_MS).catch(() => {})
  await demo.stop()
  const missing = firstMissing(demo.output)
  if (missing !== undefined) throw new Error(`The demo does not say "${missing}"${demo.describe()}`)
}

/** The first sign that does not come behind those before it. */
function firstMissing(output: string): string | undefined {
  let at = 0
  return SIGNS.find((sign) => {
    const found = output.indexOf(sign, at)
    at = found + sign.length
    return found === -1
  })
}
