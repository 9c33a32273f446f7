import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

/** The first line to run, before anything that an older Node cannot even parse is imported. */
const [major = 0] = process.versions.node.split('.').map(Number)
if (major < 24) {
  process.stderr.write(
    `mcp-obs needs Node 24 or newer; this is ${process.version}. Start it with "npm start".\n`,
  )
  process.exit(1)
}

const { start } = await import('./start.ts')
const { explainConnection } = await import('./db/explain-connection.ts')
const { readFault } = await import('./db/read-fault.ts')
const { summariseFault } = await import('./http/describe-fault.ts')
const spaFolder = fileURLToPath(new URL('../dist/client', import.meta.url))
await start(process.env, existsSync(spaFolder) ? spaFolder : undefined).catch((error: unknown) => {
  // A taken port, an unreachable database: what happened matters, where in the code does not.
  const reason = explainConnection(error) ?? summariseFault(error, readFault)
  process.stderr.write(`mcp-obs does not start: ${reason}\n`)
  process.exit(1)
})
