/*
 * Which SDK this is and which runtime it runs on, found out without importing anything from Node.
 */
import type { SdkInfo } from '../wire/ticket-context.ts'
import { present } from '../wire/unknown.ts'
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

/** The `User-Agent` of all requests: `mcp-obs-typescript/0.1.0 node/24.21.0`. */
export function userAgent(): string {
  const runtime = runtimeName()
  return `${SDK_NAME}/${SDK_VERSION}${runtime === undefined ? '' : ` ${runtime}`}`
}

/** @param mcp the MCP SDK in use, if known. */
export function sdkInfo(mcp: string | undefined): SdkInfo {
  return present<SdkInfo>({
    name: SDK_NAME,
    version: SDK_VERSION,
    language: 'typescript',
    runtime: runtimeName(),
    mcp,
  })
}
