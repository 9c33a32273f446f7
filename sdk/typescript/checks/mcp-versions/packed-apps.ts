import assert from 'node:assert/strict'
import { cpSync } from 'node:fs'
import { join } from 'node:path'
import { Client } from '@modelcontextprotocol/client'
import { StdioClientTransport } from '@modelcontextprotocol/client/stdio'
import { installPackages } from '../../../../testkit/packages/install-packages.ts'
import type { Check } from '../../../../testkit/checks/run-checks.ts'
import { FakePlatform } from '../../../../testkit/platform/fake-platform.ts'
import { fixture } from '../../../../testkit/contract/fixture.ts'
import { asCaller, type Caller } from '../../../../testkit/mcp/shop.ts'
import { tellOAuthStory } from '../stories/oauth-story.ts'

/** Versions of the two MCP SDKs. */
export type Versions = Record<'@modelcontextprotocol/sdk' | '@modelcontextprotocol/server', string>

interface App {
  packages: Record<string, string>
  scripts: string[]
  /** Apps whose users sign in. */
  oauthScripts: string[]
  /** What a ticket must say the server is made with. */
  mcp: string
}

/** The main story, told by a client to an app that has its MCP SDK, its zod, the tarball and nothing else of ours. */
export function checkPackedApps(tarball: string, releases: Versions[]): Check[] {
  const apps = releases.flatMap((versions): App[] => {
    const v1 = versions['@modelcontextprotocol/sdk']
    const v2 = versions['@modelcontextprotocol/server']
    return [
      ...['3.25.76', '4.6.7'].map((zod) => ({
        packages: { '@modelcontextprotocol/sdk': v1, zod },
        scripts: ['v1.mjs', 'v1.cjs'],
        oauthScripts: ['oauth-v1.mjs', 'oauth-v1.cjs'],
        mcp: `@modelcontextprotocol/sdk/${v1}`,
      })),
      {
        packages: { '@modelcontextprotocol/server': v2, zod: '4.6.7' },
        scripts: ['v2.mjs', 'v2.cjs'],
        oauthScripts: ['oauth-v2.mjs', 'oauth-v2.cjs'],
        mcp: `@modelcontextprotocol/server/${v2}`,
      },
    ]
  })
  return apps.flatMap(({ packages, scripts, oauthScripts, mcp }) => {
    const install = async (): Promise<string> => {
      const name = `mcp-versions/${mcp.replaceAll(/\W+/g, '-')}-zod-${packages['zod']}`
      const folder = await installPackages(name, { ...packages, '@mcp-obs/server': tarball })
      cpSync(join(import.meta.dirname, '../apps'), folder, { recursive: true })
      return folder
    }
    const check = (script: string, run: (folder: string) => Promise<void>): Check => ({
      name: `packed: ${mcp}, zod ${packages['zod']}, ${script}`,
      run: async () => run(await install()),
    })
    return [
      ...scripts.map((script) => check(script, (folder) => tellStory(folder, script, mcp))),
      ...oauthScripts.map((script) =>
        check(script, (folder) => tellOAuthStory({ command: process.execPath, script, folder })),
      ),
    ]
  })
}

async function tellStory(folder: string, script: string, mcp: string): Promise<void> {
  const platform = await FakePlatform.start()
  const client = new Client({ name: 'mcp-versions', version: '1.0.0' })
  try {
    await client.connect(
      new StdioClientTransport({
        command: process.execPath,
        args: [script],
        cwd: folder,
        env: { MCP_OBS_DSN: platform.dsn },
      }),
    )
    await holdConversation(asCaller(client), platform, mcp)
  } finally {
    await client.close()
    await platform.stop()
  }
}

async function holdConversation(caller: Caller, platform: FakePlatform, mcp: string): Promise<void> {
  const tools = new Map((await caller.listTools()).map((tool) => [tool.name, tool]))
  assert.deepEqual(tools.get('get_support_tool'), fixture('get-support-tool'))
  assert.deepEqual(tools.get('get_support_status'), fixture('get-support-status'))

  const failed = await caller.call('search_orders', { query: '1042' })
  assert.equal(failed.content[0]?.text, 'no index for 1042')
  const incident_id = /"(inc_.{16})"/.exec(failed.content.at(-1)?.text ?? '')?.[1]
  const { outcome, context_attached, reference, receipt } = await caller.report({ incident_id })
  assert.deepEqual({ outcome, context_attached }, { outcome: 'recorded', context_attached: true })

  const context = platform.posts[0]?.body.context
  assert.equal(context?.sdk?.mcp, mcp)
  assert.match(context?.incident?.error?.stack ?? '', /^Error: no index for 1042\n {4}at /)

  const found = await caller.call('get_support_status', { reference, receipt })
  assert.equal((found.structuredContent as { outcome?: string }).outcome, 'found')
}
