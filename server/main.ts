import module from 'node:module'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

/** The first line to run, before anything that an older Node cannot even parse is imported. */
const [major = 0] = process.versions.node.split('.').map(Number)
if (major < 24) {
  process.stderr.write(
    `mcp-obs needs Node 24 or newer; this is ${process.version}. Start it with "npm start".\n`,
  )
  process.exit(1)
}

/** Of the project: the bundle (vite.server.ts) lies one folder deeper than the source. */
const isBundle = import.meta.url.endsWith('/dist/server/main.js')
const root = fileURLToPath(new URL(isBundle ? '../..' : '..', import.meta.url))

// Most of a start is reading code. Beside the code, where nobody else can write, and not in the folder for temporary
// files; where it cannot be written, nothing is kept. NODE_COMPILE_CACHE, which "npm run serve" sets, also keeps this file.
module.enableCompileCache(join(root, '.cache/compile'))

// First, because what is imported may warn.
const { collectStrays } = await import('./http/log-strays.ts')
const logStrays = collectStrays()
const { start } = await import('./start.ts')
const { explainConnection } = await import('./db/explain-connection.ts')
const { readFault } = await import('./db/read-fault.ts')
const { summariseFault } = await import('./http/describe-fault.ts')
await start(process.env, root, { logStrays }).catch((error: unknown) => {
  // A taken port, an unreachable database: what happened matters, where in the code does not.
  const reason = explainConnection(error) ?? summariseFault(error, readFault)
  process.stderr.write(`mcp-obs does not start: ${reason}\n`)
  process.exit(1)
})
