/*
 * A worker of Cloudflare's in workerd, bundled as Cloudflare's own tools do it.
 */
import { writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { build } from 'vite'

/** @returns the name of the file in the folder */
export async function bundleWorker(folder: string, code: string): Promise<string> {
  writeFileSync(join(folder, 'worker.ts'), code)
  await build({
    configFile: false,
    root: folder,
    logLevel: 'warn',
    resolve: { conditions: ['workerd', 'worker', 'import', 'default'] },
    build: {
      lib: { entry: 'worker.ts', formats: ['es'], fileName: () => 'worker.js' },
      outDir: 'bundle',
      rolldownOptions: { external: /^(?:node|cloudflare):/, output: { codeSplitting: false } },
    },
  })
  return 'bundle/worker.js'
}

/** @returns how to start workerd, so that it listens at the port and the worker finds its DSN */
export function workerdArguments(
  folder: string,
  worker: string,
  { port, dsn }: { port: number; dsn: string },
): { command: string; args: string[] } {
  writeFileSync(
    join(folder, 'config.capnp'),
    `using Workerd = import "/workerd/workerd.capnp";
const config :Workerd.Config = (
  services = [
    (name = "worker", worker = .worker),
    (name = "loopback", network = (allow = ["local"])),
  ],
  sockets = [(name = "http", address = "127.0.0.1:${port}", http = (), service = "worker")],
);
const worker :Workerd.Worker = (
  modules = [(name = "worker.js", esModule = embed ${JSON.stringify(worker)})],
  compatibilityDate = "2026-07-01",
  compatibilityFlags = ["nodejs_compat"],
  bindings = [(name = "MCP_OBS_DSN", text = ${JSON.stringify(dsn)})],
  globalOutbound = "loopback",
);
`,
  )
  const { default: command } = createRequire(join(folder, 'package.json'))('workerd') as { default: string }
  return { command, args: ['config.capnp'] }
}
