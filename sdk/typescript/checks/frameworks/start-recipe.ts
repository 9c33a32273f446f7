/*
 * Turns the program of a recipe into a running server.
 */
import { once } from 'node:events'
import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { connect } from 'node:net'
import { dirname, join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { type Program, runOrThrow } from '../../../../testkit/processes/program.ts'

const START_TIMEOUT_MS = 30_000
const BUILD_TIMEOUT_MS = 110_000
const TSC = 'node_modules/typescript/bin/tsc'
const COMPILER_OPTIONS = {
  module: 'nodenext',
  target: 'es2022',
  outDir: 'out',
  rootDir: '.',
  strict: true,
  // Declarations of frameworks refer to packages that are not needed otherwise.
  skipLibCheck: true,
  types: ['node'],
  experimentalDecorators: true,
  emitDecoratorMetadata: true,
}

/** Checks the types of the program with those of the framework, and compiles it. @returns the file to run */
export async function compileRecipe(folder: string, code: string): Promise<string> {
  rmSync(join(folder, 'out'), { recursive: true, force: true })
  writeFileSync(join(folder, 'server.ts'), code)
  const tsconfig = { compilerOptions: COMPILER_OPTIONS, files: ['server.ts'] }
  writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify(tsconfig))
  await runOrThrow(TSC, { args: ['-p', '.'], cwd: folder }, BUILD_TIMEOUT_MS)
  return join(folder, 'out/server.js')
}

/** A Next.js app with the recipe as its only route. @returns the program that serves it */
export async function buildNextApp(folder: string, code: string): Promise<string> {
  const next = join(folder, 'node_modules/next/dist/bin/next')
  const files = {
    'app/api/mcp/route.ts': code,
    'app/layout.tsx':
      'export default ({ children }: { children: React.ReactNode }) => <html><body>{children}</body></html>\n',
    'app/page.tsx': 'export default () => null\n',
  }
  for (const [file, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, file)), { recursive: true })
    writeFileSync(join(folder, file), text)
  }
  const env = { NEXT_TELEMETRY_DISABLED: '1' }
  await runOrThrow(next, { args: ['build', folder], cwd: folder, env }, BUILD_TIMEOUT_MS)
  return next
}

/** Waits until somebody listens at the port. */
export async function untilListening(port: number, program: Program): Promise<void> {
  const deadline = Date.now() + START_TIMEOUT_MS
  while (!(await isListening(port))) {
    if (program.hasExited || Date.now() > deadline)
      throw new Error(`nobody listens at port ${port}\n${program.describe()}`)
    await sleep(50)
  }
}

async function isListening(port: number): Promise<boolean> {
  const socket = connect(port, '127.0.0.1')
  try {
    await once(socket, 'connect')
    return true
  } catch {
    return false
  } finally {
    socket.destroy()
  }
}
