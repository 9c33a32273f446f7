const CHECK_TIMEOUT_MS = 120_000

export interface Check {
  name: string
  /** Throws if what the name says does not hold. */
  run: () => Promise<void>
  /** Longest time that it may take. Default: two minutes. */
  timeoutMs?: number
}

/** Runs checks one after the other, prints the result of each, and sets the exit code. */
export async function runChecks(checks: Check[]): Promise<void> {
  let failed = 0
  for (const { name, run, timeoutMs = CHECK_TIMEOUT_MS } of checks) {
    const problem = await findProblem(run, timeoutMs)
    if (problem === undefined) process.stdout.write(`ok    ${name}\n`)
    else {
      failed++
      process.stdout.write(`FAIL  ${name}\n${problem.replaceAll(/^/gm, '      ')}\n`)
    }
  }
  process.stdout.write(`\n${checks.length - failed} passed, ${failed} failed\n`)
  if (failed > 0 || checks.length === 0) process.exitCode = 1
}

async function findProblem(run: () => Promise<void>, timeoutMs: number): Promise<string | undefined> {
  const { promise: tooLate, reject } = Promise.withResolvers<never>()
  const timer = setTimeout(() => reject(new Error(`not done after ${timeoutMs} ms`)), timeoutMs)
  try {
    await Promise.race([run(), tooLate])
    return undefined
  } catch (error) {
    return error instanceof Error ? (error.stack ?? error.message) : String(error)
  } finally {
    clearTimeout(timer)
  }
}
