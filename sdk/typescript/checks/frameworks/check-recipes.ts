import type { Check } from '../../../../testkit/checks/run-checks.ts'
import type { McpClient } from '../../../../testkit/mcp/mcp-client.ts'
import { v1Client, v2Client } from '../../../../testkit/mcp/official-clients.ts'
import { installPackages, ownVersions } from '../../../../testkit/packages/install-packages.ts'
import { freePort } from '../../../../testkit/processes/free-port.ts'
import { Program } from '../../../../testkit/processes/program.ts'
import type { Staff } from '../../../../testkit/staff/staff.ts'
import { packagesOf, recipesOf } from '../works-on.ts'
import { readRecipe, RECIPES, type Host } from './recipes.ts'
import { reportAsStranger, reportFailingCall } from './report-failing-call.ts'
import { buildNextApp, compileRecipe, untilListening } from './start-recipe.ts'
import { bundleWorker, workerdArguments } from './workerd.ts'

const CLIENTS = [v1Client, v2Client]

/** The recipes of one framework. */
export function checkRecipes(framework: string, tarball: string, staff: Staff): Check[] {
  return recipesOf(framework).map((name) => ({
    name: `${name}: the README's program raises a ticket with the failing call`,
    async run() {
      const recipe = RECIPES[name]
      if (recipe?.framework !== framework) throw new Error(`${name} is no recipe of ${framework}`)
      const folder = await installPackages(`frameworks/${name.replaceAll(/\W+/g, '-')}`, {
        '@mcp-obs/server': tarball,
        typescript: '5.9.3',
        ...ownVersions('@types/node'),
        ...packagesOf(framework),
        ...recipe.packages,
      })
      const { dsn } = await staff.addServer(`recipe-${await freePort()}`)
      const use: Use = (client) => reportFailingCall(client, staff)
      await SERVE[recipe.host](readRecipe(name), { folder, dsn }, use)
    },
  }))
}

type Use = (client: McpClient) => Promise<void>
type Serve = (code: string, place: { folder: string; dsn: string }, use: Use) => Promise<void>

/** Starts the program of a recipe and lets the clients of both generations use it. */
const SERVE: Record<Host, Serve> = {
  async stdio(code, { folder, dsn }, use) {
    const script = await compileRecipe(folder, code)
    const env = { MCP_OBS_DSN: dsn }
    const command = { command: process.execPath, args: [script], cwd: folder, env }
    for (const client of CLIENTS) await use(await client.overStdio(command))
  },

  async http(code, place, use) {
    const script = await compileRecipe(place.folder, code)
    await useOverHttp((port) => startNode(script, [], place, port), '/mcp', use)
  },

  async next(code, place, use) {
    const next = await buildNextApp(place.folder, code)
    const start = (port: number) =>
      startNode(next, ['start', place.folder, '--port', String(port)], place, port)
    await useOverHttp(start, '/api/mcp', use)
  },

  async workerd(code, { folder, dsn }, use) {
    const worker = await bundleWorker(folder, code)
    const start = (port: number) => {
      const agent = /^export class (\w+)/m.exec(code)?.[1]
      const { command, args } = workerdArguments(folder, worker, { port, dsn, agent })
      return new Program('serve', { command, args, cwd: folder })
    }
    await useOverHttp(start, '/mcp', use)
  },
}

function startNode(
  script: string,
  args: string[],
  { folder, dsn }: { folder: string; dsn: string },
  port: number,
): Program {
  const env = { MCP_OBS_DSN: dsn, PORT: String(port), NEXT_TELEMETRY_DISABLED: '1' }
  return new Program(script, { args, cwd: folder, env })
}

async function useOverHttp(start: (port: number) => Program, path: string, use: Use): Promise<void> {
  const port = await freePort()
  const server = start(port)
  try {
    await untilListening(port, server)
    const url = `http://127.0.0.1:${port}${path}`
    for (const client of CLIENTS) await use(await client.overHttp(url))
    for (const client of CLIENTS) await reportAsStranger(await client.overHttp(url))
  } catch (error) {
    throw new Error(server.describe(), { cause: error })
  } finally {
    await server.stop()
  }
}
