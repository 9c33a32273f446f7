/*
 * A worker of Cloudflare's in workerd, bundled as Cloudflare's own tools do it.
 */
import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { createRequire, isBuiltin } from 'node:module'
import { join } from 'node:path'
import { build } from 'vite'

/** A module that Cloudflare has and workerd alone has not. */
const EMAIL = 'cloudflare:email'

/** @returns the name of the file in the folder */
export async function bundleWorker(folder: string, code: string): Promise<string> {
  writeFileSync(join(folder, 'worker.ts'), code)
  const email = join(folder, 'email.js')
  writeFileSync(email, 'export class EmailMessage {}\n')
  await build({
    configFile: false,
    root: folder,
    logLevel: 'warn',
    resolve: {
      conditions: ['workerd', 'worker', 'browser', 'import', 'default'],
      alias: { [EMAIL]: email },
    },
    build: {
      lib: { entry: 'worker.ts', formats: ['es'], fileName: () => 'worker.js' },
      outDir: 'bundle',
      rolldownOptions: {
        external: (name) => isBuiltin(name) || (name.startsWith('cloudflare:') && name !== EMAIL),
        output: { codeSplitting: false },
      },
    },
  })
  return 'bundle/worker.js'
}

/**
 * @param agent a class that the worker exports and whose objects workerd keeps
 * @returns how to start workerd, so that it listens at the port and the worker finds its DSN
 */
export function workerdArguments(
  folder: string,
  worker: string,
  { port, dsn, agent }: { port: number; dsn: string; agent?: string | undefined },
): { command: string; args: string[] } {
  const objects = join(folder, 'objects')
  rmSync(objects, { recursive: true, force: true })
  mkdirSync(objects)
  writeFileSync(
    join(folder, 'config.capnp'),
    `using Workerd = import "/workerd/workerd.capnp";
const config :Workerd.Config = (
  services = [
    (name = "worker", worker = .worker),
    (name = "loopback", network = (allow = ["local"])),
    (name = "objects", disk = (path = ${JSON.stringify(objects)}, writable = true)),
  ],
  sockets = [(name = "http", address = "127.0.0.1:${port}", http = (), service = "worker")],
);
const worker :Workerd.Worker = (
  modules = [(name = "worker.js", esModule = embed ${JSON.stringify(worker)})],
  compatibilityDate = "2026-07-01",
  compatibilityFlags = ["nodejs_compat"],
  bindings = [
    (name = "MCP_OBS_DSN", text = ${JSON.stringify(dsn)}),
    ${agent ? `(name = "ORDERS_AGENT", durableObjectNamespace = "${agent}"),` : ''}
  ],
  ${agent ? `durableObjectNamespaces = [(className = "${agent}", uniqueKey = "agent", enableSql = true)],` : ''}
  durableObjectStorage = (localDisk = "objects"),
  globalOutbound = "loopback",
);
`,
  )
  const { default: command } = createRequire(join(folder, 'package.json'))('workerd') as { default: string }
  return { command, args: ['config.capnp'] }
}
