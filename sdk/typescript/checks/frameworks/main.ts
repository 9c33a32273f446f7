/*
 * The packed SDK in frameworks, in servers that others published, and beside other vendors' SDKs. The recipes of the README
 * are compiled with the framework's own types, started, and used by the official clients at a real platform. Not part of
 * `npm test`, because it installs all that from the package registry first.
 *
 *   npm run sdk:frameworks
 */
import '../../../../testkit/http/resolve-localhost.ts'
import { cpSync } from 'node:fs'
import { join } from 'node:path'
import { runChecks } from '../../../../testkit/checks/run-checks.ts'
import { installPackages, ownVersions } from '../../../../testkit/packages/install-packages.ts'
import { packSdk } from '../../../../testkit/packages/pack-sdk.ts'
import { Platform } from '../../../../testkit/platform/platform.ts'
import { Staff } from '../../../../testkit/staff/staff.ts'
import { checksOfJob, packagesOf } from '../works-on.ts'
import { checkBeside } from './check-beside.ts'
import { checkChangedProgram, checkHttpApp, checkStdioApp } from './check-programs.ts'
import { checkRecipes } from './check-recipes.ts'

const FILESYSTEM = '@modelcontextprotocol/server-filesystem'
const MEMORY = '@modelcontextprotocol/server-memory'
const OFFICIAL = ownVersions(
  '@modelcontextprotocol/client',
  '@modelcontextprotocol/sdk',
  '@modelcontextprotocol/server',
  'zod',
)

const tarball = await packSdk()
const platform = await Platform.start()
const staff = await Staff.signUp(platform.origin)

/** A folder of its own with these packages, the packed SDK and the apps. */
const installing =
  (...names: string[]) =>
  async () => {
    const folder = await installPackages(`frameworks/${(names[0] ?? '').replaceAll(/\W+/g, '-')}`, {
      '@mcp-obs/server': tarball,
      ...OFFICIAL,
      ...packagesOf(...names),
      ...(names.includes('@posthog/mcp') && { 'posthog-node': '5.70.0' }),
    })
    cpSync(join(import.meta.dirname, 'apps'), join(folder, 'apps'), { recursive: true })
    return folder
  }
const recipes = (framework: string) => checkRecipes(framework, tarball, staff)

await runChecks(
  checksOfJob('sdk:frameworks', {
    '@rekog/mcp-nest': recipes('@rekog/mcp-nest'),
    fastmcp: recipes('fastmcp'),
    'mcp-handler': recipes('mcp-handler'),
    'mcp-framework': recipes('mcp-framework'),
    agents: recipes('agents'),
    '@hono/mcp': recipes('@hono/mcp'),
    express: recipes('express'),
    'mcp-proxy': checkHttpApp(installing('mcp-proxy'), staff, 'mcp-proxy.mjs'),
    '@playwright/mcp': checkStdioApp(installing('@playwright/mcp'), staff, 'playwright.mjs', {
      tool: 'browser_navigate',
      arguments: { url: 'http://127.0.0.1:9/' },
      error: /\/no\/browser/,
    }),
    [FILESYSTEM]: checkChangedProgram(installing(FILESYSTEM), staff, `${FILESYSTEM}/dist/index.js`, ['.'], {
      tool: 'read_text_file',
      arguments: { path: '/etc/hostname' },
      error: /Access denied/,
    }),
    [MEMORY]: checkChangedProgram(installing(MEMORY), staff, `${MEMORY}/dist/index.js`, [], {
      tool: 'add_observations',
      arguments: { observations: [{ entityName: 'Nobody', contents: ['is here'] }] },
      error: /Entity with name Nobody not found/,
    }),
    '@sentry/node': checkBeside(installing('@sentry/node'), staff, 'sentry', ['v1', 'v2']),
    '@posthog/mcp': checkBeside(installing('@posthog/mcp'), staff, 'posthog', ['v1', 'v2']),
    agentcat: checkBeside(installing('agentcat'), staff, 'agentcat', ['v1']),
  }),
)
await platform.end()
