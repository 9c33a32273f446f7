/*
 * Which release of the MCP SDK the server is made with. The MCP SDK is a peer dependency, so the copy that is found
 * from here is the host's. It is looked up on Node only, with modules that the runtime gives out without an import.
 * On other runtimes, and in a bundle, the release stays unknown.
 */

import { quietly } from '../wire/quietly.ts'
import { remember } from '../wire/remember.ts'

interface NodeBuiltins {
  (name: 'node:fs'): { readFileSync(path: string, encoding: 'utf8'): string }
  (name: 'node:module'): {
    createRequire(from: string): { resolve: { paths(name: string): string[] | null } }
  }
}

/** The package's name, followed by its version if that is known: `@modelcontextprotocol/sdk/1.32.2`. */
export const nameWithVersion = remember(addVersion, () => true)

function addVersion(packageName: string): string {
  const { process } = globalThis as { process?: { getBuiltinModule?: NodeBuiltins } }
  const folders = quietly(() =>
    process
      ?.getBuiltinModule?.('node:module')
      .createRequire(import.meta.url)
      .resolve.paths(packageName),
  )
  for (const folder of folders ?? []) {
    const version = quietly(() => {
      const text = process
        ?.getBuiltinModule?.('node:fs')
        .readFileSync(`${folder}/${packageName}/package.json`, 'utf8')
      return (JSON.parse(text ?? '') as { version?: unknown }).version
    })
    if (typeof version === 'string') return `${packageName}/${version}`
  }
  return packageName
}
