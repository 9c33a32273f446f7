/*
 * The platform of the demo: the product as it is, and the SDK on the MCP server of its desk. The DSN comes as a line of its
 * input, because the key is created in the dashboard of this very platform.
 */
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { createMcpObs, type McpObs } from '@mcp-obs/server'
import { start } from '../server/start.ts'

let obs: McpObs | undefined
createInterface(process.stdin).on('line', (dsn) => {
  obs = createMcpObs({ dsn })
  process.stdout.write('The SDK is on the desk\n')
})

const root = fileURLToPath(new URL('..', import.meta.url))
await start(process.env, root, { attachToDesk: async (server) => obs?.attach(server) }).catch(
  (error: unknown) => {
    const reason = error instanceof Error ? error.message : String(error)
    process.stderr.write(`The platform does not start: ${reason}\n`)
    process.exit(1)
  },
)
