/*
 * What this process is, as far as it tells without importing anything of Node.
 */
import type { SdkInfo } from '../wire/ticket-context.ts'
import { SDK_NAME, SDK_VERSION } from './version.ts'

interface Globals {
  Bun?: { version?: string }
  Deno?: { version?: { deno?: string } }
  process?: { versions?: { node?: string } }
  navigator?: { userAgent?: string }
}

/** Name and version of the JavaScript runtime, such as `node/24.21.0`. */
function runtimeName(): string | undefined {
  const { Bun, Deno, process, navigator } = globalThis as Globals
  if (Bun?.version) return `bun/${Bun.version}`
  if (Deno?.version?.deno) return `deno/${Deno.version.deno}`
  if (process?.versions?.node) return `node/${process.versions.node}`
  return navigator?.userAgent
}

export function userAgent(): string {
  const runtime = runtimeName()
  return `${SDK_NAME}/${SDK_VERSION}${runtime === undefined ? '' : ` ${runtime}`}`
}

export function sdkInfo(mcp: string | undefined): SdkInfo {
  const runtime = runtimeName()
  return {
    name: SDK_NAME,
    version: SDK_VERSION,
    language: 'typescript',
    ...(runtime && { runtime }),
    ...(mcp && { mcp }),
  }
}
