import { runOrThrow } from '../processes/program.ts'

const NPM_TIMEOUT_MS = 300_000

/**
 * Runs npm itself, with the environment of this process, which may name a registry. Only under `npm run` or
 * `npm exec`, which say where npm is.
 *
 * @throws when npm fails, with what it wrote
 */
export async function runNpm(args: string[], cwd: string): Promise<void> {
  const cli = process.env.npm_execpath
  if (!cli) throw new Error('This needs npm itself: start it with "npm run" or "npm exec"')
  await runOrThrow(cli, { args, cwd, env: process.env }, NPM_TIMEOUT_MS)
}
