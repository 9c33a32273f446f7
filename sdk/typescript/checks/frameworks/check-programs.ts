/*
 * Programs of others with the packed SDK, put on by the one or two lines that their owner would add.
 */
import assert from 'node:assert/strict'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Check } from '../../../../testkit/checks/run-checks.ts'
import { v1Client, v2Client } from '../../../../testkit/mcp/official-clients.ts'
import { freePort } from '../../../../testkit/processes/free-port.ts'
import { Program } from '../../../../testkit/processes/program.ts'
import type { Staff } from '../../../../testkit/staff/staff.ts'
import { reportFailingCall, type FailingCall } from './report-failing-call.ts'
import { untilListening } from './start-recipe.ts'

type Call = Pick<FailingCall, 'tool' | 'arguments' | 'error'>

const WAYS = {
  attach: ['await server.connect(', 'await createMcpObs().attach(server)\n    await server.connect('],
  wrapTransport: ['server.connect(transport)', 'server.connect(createMcpObs().wrapTransport(transport))'],
} as const

/** A program whose source calls `server.connect(transport)`. @param file of the package in `node_modules` */
export function checkChangedProgram(
  install: () => Promise<string>,
  staff: Staff,
  file: string,
  args: string[],
  call: Call,
): Check[] {
  return Object.entries(WAYS).map(([way, [line, withSdk]]) => ({
    name: `${file}, ${way}: raises a ticket with the failing call`,
    async run() {
      const folder = await install()
      const source = readFileSync(join(folder, 'node_modules', file), 'utf8')
      assert.equal(source.split(line).length, 2, 'the line is there once')
      const changed = join(folder, 'node_modules', file.replace(/\.js$/, `-${way}.js`))
      writeFileSync(
        changed,
        `${source.replace(line, withSdk)}\nimport { createMcpObs } from '@mcp-obs/server'\n`,
      )
      await useOverStdio(folder, staff, changed, args, call)
    },
  }))
}

/** An app of `apps/` on stdio. */
export function checkStdioApp(
  install: () => Promise<string>,
  staff: Staff,
  app: string,
  call: Call,
): Check[] {
  const run = async () => {
    const folder = await install()
    await useOverStdio(folder, staff, join(folder, 'apps', app), [], call)
  }
  return [{ name: `${app}: raises a ticket with the failing call`, run }]
}

/** An app of `apps/` over HTTP. */
export function checkHttpApp(install: () => Promise<string>, staff: Staff, app: string): Check[] {
  const run = async () => {
    const folder = await install()
    const port = await freePort()
    const { dsn } = await staff.addServer(`program-${port}`)
    const env = { MCP_OBS_DSN: dsn, PORT: String(port) }
    const server = new Program(join(folder, 'apps', app), { cwd: folder, env })
    try {
      await untilListening(port, server)
      for (const client of [v1Client, v2Client])
        await reportFailingCall(await client.overHttp(`http://127.0.0.1:${port}/mcp`), staff)
    } catch (error) {
      throw new Error(server.describe(), { cause: error })
    } finally {
      await server.stop()
    }
  }
  return [{ name: `${app}: raises a ticket with the failing call`, run }]
}

async function useOverStdio(
  folder: string,
  staff: Staff,
  script: string,
  args: string[],
  call: Call,
): Promise<void> {
  const { dsn } = await staff.addServer(`program-${await freePort()}`)
  const env = { MCP_OBS_DSN: dsn }
  const command = { command: process.execPath, args: [script, ...args], cwd: folder, env }
  for (const client of [v1Client, v2Client])
    await reportFailingCall(await client.overStdio(command), staff, call)
}
