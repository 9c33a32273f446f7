import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { packSdk } from './pack-sdk.ts'
import { runNpm } from './run-npm.ts'

const REPOSITORY = fileURLToPath(new URL('../../', import.meta.url))

const GENERATIONS = {
  v1: ['@modelcontextprotocol/sdk', 'zod'],
  v2: ['@modelcontextprotocol/server', '@modelcontextprotocol/node', 'zod'],
} as const

export interface CustomerApps {
  /** The folder of the app on that generation of the official SDK, with the example servers under `examples/`. */
  v1: string
  v2: string
  remove: () => void
}

/**
 * Installs the SDK the way customers get it: packed, then installed from the tarball into apps outside the repository
 * that have their MCP SDK of one generation and nothing else of ours.
 */
export async function installCustomerApps(): Promise<CustomerApps> {
  const folder = mkdtempSync(join(tmpdir(), 'mcp-obs-apps-'))
  const tarball = await packSdk()
  const [v1, v2] = await Promise.all([
    installApp(join(folder, 'v1'), tarball, GENERATIONS.v1),
    installApp(join(folder, 'v2'), tarball, GENERATIONS.v2),
  ])
  return { v1, v2, remove: () => rmSync(folder, { recursive: true, force: true }) }
}

async function installApp(app: string, tarball: string, packages: readonly string[]): Promise<string> {
  mkdirSync(app)
  // The SDK's one dependency is taken from here, because no registry is asked.
  const dependencies = { jose: `file:${join(REPOSITORY, 'node_modules/jose')}` }
  writeFileSync(
    join(app, 'package.json'),
    JSON.stringify({ name: 'customer-app', type: 'module', dependencies }),
  )
  await runNpm(['install', '--offline', '--ignore-scripts', '--no-audit', tarball], app)
  for (const name of packages) {
    const link = join(app, 'node_modules', name)
    mkdirSync(join(link, '..'), { recursive: true })
    symlinkSync(join(REPOSITORY, 'node_modules', name), link)
  }
  cpSync(join(REPOSITORY, 'examples'), join(app, 'examples'), { recursive: true })
  return app
}
