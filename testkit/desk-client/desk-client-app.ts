import { execFileSync } from 'node:child_process'
import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { packSdk } from '../packages/pack-sdk.ts'
import type { Staff } from '../staff/staff.ts'

const MODULES = fileURLToPath(new URL('../../node_modules', import.meta.url))
const DEPENDENCIES = ['@trpc/client', '@trpc/server', 'eventsource', '@types/node']

/** The scripts of this folder in a folder outside of the repository, with the packed client and nothing else of ours. */
export interface DeskClientApp {
  folder: string
  remove: () => void
}

export async function installDeskClient(): Promise<DeskClientApp> {
  const folder = mkdtempSync(join(tmpdir(), 'mcp-obs-client-'))
  const installed = join(folder, 'node_modules/@mcp-obs/client')
  mkdirSync(installed, { recursive: true })
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ name: 'desk-client-app', type: 'module' }))
  const tarball = (await packSdk('client')).replace('file:', '')
  execFileSync('tar', ['-xzf', tarball, '--strip-components=1', '-C', installed])
  for (const name of DEPENDENCIES) {
    const link = join(folder, 'node_modules', name)
    mkdirSync(dirname(link), { recursive: true })
    symlinkSync(join(MODULES, name), link)
  }
  for (const script of ['story.mjs', 'node.mjs', 'browser.mjs'])
    cpSync(join(import.meta.dirname, script), join(folder, script))
  return { folder, remove: () => rmSync(folder, { recursive: true, force: true }) }
}

/** What a story that went as it must has told. */
export function expectedStory({ server }: { server: string }): object {
  return {
    listed: true,
    status: 'closed',
    actor: 'Ada Lovelace via token script',
    servers: [server],
    refused: {
      'account.session': 'forbidden',
      'accessToken.create': 'forbidden',
      'mcpServer.createKey': 'forbidden',
      'mcpServer.archive': 'forbidden',
      'organization.members': 'forbidden',
      'another organization': 'invalid-token',
      'a stale version': 'ticket-changed',
      'a title without text': 'validation-failed',
      'another token': 'invalid-token',
    },
    ended: 'invalid-token',
  }
}

/** Creates an access token with every scope, named `script`. */
export async function createScriptToken({ visitor, org }: Staff): Promise<{ id: string; secret: string }> {
  const scopes = ['tickets:read', 'tickets:write', 'servers:read']
  const created = await visitor.mutate<{ token: { id: string }; secret: string }>('accessToken.create', {
    org,
    name: 'script',
    scopes,
  })
  return { id: created.token.id, secret: created.secret }
}
