/*
 * What `get_reproduction` answers, run as it stands: with the Inspector, with vitest, and with pytest on both generations of
 * `mcp`. Each fails with the error of the call that was reported.
 */
import assert from 'node:assert/strict'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Check } from '#testkit/checks/run-checks.ts'
import { FIELDS } from '#testkit/end-user/ticket-fields.ts'
import { askDesk, openAgent } from '#testkit/mcp/agents.ts'
import { v2Client } from '#testkit/mcp/official-clients.ts'
import { installPython } from '#testkit/packages/install-python.ts'
import { type Ended, Program, run } from '#testkit/processes/program.ts'
import { packagesFolder } from './packages.ts'

const ERROR = 'The order service answered 500'
/** What a skeleton in Python runs on. The older one is of the generation before. */
const PYTHONS = ['mcp==1.30.0', 'mcp==2.3.0'].map((requirement) => `${requirement} pytest==9.2.0`)

interface Way {
  format: 'inspector' | 'vitest' | 'pytest'
  name: string
  run: (code: string, server: string) => Promise<Ended>
}

const WAYS: readonly Way[] = [
  { format: 'inspector', name: 'the command of the Inspector', run: runInspector },
  { format: 'vitest', name: 'the test for vitest', run: runVitest },
  ...PYTHONS.map((packages): Way => ({
    format: 'pytest',
    name: `the test for pytest, ${packages}`,
    run: (code, server) => runPytest(packages, code, server),
  })),
]
const TRANSPORTS = ['http', 'stdio'] as const

/** An MCP server with its tickets, and an agent that may read them. */
interface Shop {
  dsn: string
  /** The address of the desk for agents. */
  url: string
  token: string
}

export function checkReproductions(shop: Shop): Check[] {
  return TRANSPORTS.flatMap((transport) =>
    WAYS.map((way) => ({
      name: `reproduction over ${transport}: ${way.name} fails with the same error`,
      run: () => reproduce(way, transport, shop),
    })),
  )
}

export async function installForReproductions(): Promise<void> {
  for (const packages of PYTHONS) await installPython(packages)
}

async function reproduce(
  { format, run: runCode }: Way,
  transport: (typeof TRANSPORTS)[number],
  { dsn, url, token }: Shop,
): Promise<void> {
  const file = join(process.cwd(), `examples/typescript-v2-${transport}/server.ts`)
  const http = transport === 'http' ? new Program(file, { env: { PORT: '0', MCP_OBS_DSN: dsn } }) : undefined
  try {
    const server = http ? await http.says(/(http:\/\/\S+\/mcp)/) : `${process.execPath} ${file}`
    const env = { PATH: process.env.PATH ?? '', MCP_OBS_DSN: dsn }
    const user = http
      ? await v2Client.overHttp(server)
      : await v2Client.overStdio({ command: process.execPath, args: [file], cwd: '.', env })
    const incident_id = await user.fail({ query: 'lamp; $(x) "1"' })
    const { reference } = await user.report({ ...FIELDS, incident_id })
    await user.close()

    const agent = await openAgent(url, token)
    const { reported } = await askDesk(agent, 'get_reproduction', { reference, format })
    await agent.close()
    const { code, output } = await runCode(reported?.code as string, server)
    assert.notEqual(code, 0, output)
    assert.ok(output.includes(ERROR), output)
  } finally {
    await http?.stop()
  }
}

/** The command as it stands, in a shell. `npx` takes the Inspector of the folder. */
async function runInspector(code: string, server: string): Promise<Ended> {
  const home = mkdtempSync(join(tmpdir(), 'mcp-obs-inspector-'))
  try {
    return await run('-c', {
      command: 'sh',
      args: [code],
      cwd: await packagesFolder(),
      env: { HOME: home, MCP_SERVER: server, npm_config_offline: 'true' },
    })
  } finally {
    rmSync(home, { recursive: true, force: true })
  }
}

/** Runs a test for vitest in the repository, which has vitest and the client. */
export async function runVitest(code: string, server: string): Promise<Ended> {
  const folder = join('.cache/reproductions', String(process.pid))
  mkdirSync(folder, { recursive: true })
  writeFileSync(join(folder, 'reproduction.test.ts'), code)
  writeFileSync(join(folder, 'vitest.config.ts'), 'export default {}')
  try {
    return await run('node_modules/vitest/vitest.mjs', {
      args: ['run', '--root', folder],
      env: { MCP_SERVER: server, NO_COLOR: '1' },
    })
  } finally {
    rmSync(folder, { recursive: true })
  }
}

async function runPytest(packages: string, code: string, server: string): Promise<Ended> {
  const folder = mkdtempSync(join(tmpdir(), 'mcp-obs-pytest-'))
  writeFileSync(join(folder, 'test_reproduction.py'), code)
  try {
    return await run('-m', {
      command: await installPython(packages),
      args: ['pytest', '-q', folder],
      env: { MCP_SERVER: server },
    })
  } finally {
    rmSync(folder, { recursive: true })
  }
}
