import { existsSync } from 'node:fs'
import module from 'node:module'
import { fileURLToPath } from 'node:url'

/** The first line to run, before anything that an older Node cannot even parse is imported. */
const [major = 0] = process.versions.node.split('.').map(Number)
if (major < 24) {
  process.stderr.write(
    `mcp-obs needs Node 24 or newer; this is ${process.version}. Start it with "npm start".\n`,
  )
  process.exit(1)
}

// Most of a start is reading TypeScript. Beside the code, where nobody else can write, and not in the folder for temporary
// files; where it cannot be written, nothing is kept. NODE_COMPILE_CACHE, which "npm run serve" sets, also keeps this file.
module.enableCompileCache(fileURLToPath(new URL('../.cache/compile', import.meta.url)))

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
