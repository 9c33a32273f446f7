import type { CallerDto } from '#shared/server-setup.ts'

const SDK =
  /^(mcp-obs-(?:typescript|python))\/(\d[\w.+-]{0,23})(?: ([A-Za-z][\w-]{0,19})\/(\d[\w.+-]{0,23}))?/

/** Programs that people try a server with. The name of any other program is not kept: strangers choose it. */
const KNOWN =
  /^(curl|Wget|node|undici|axios|python-requests|python-httpx|aiohttp|Go-http-client|okhttp|PostmanRuntime|insomnia|Mozilla)\/(\d[\d.]{0,15})/

/**
 * What is kept of a `User-Agent`: name and version of a program that is known, and what an SDK runs on. Otherwise `other`.
 *
 * @returns at most 100 characters of ASCII
 */
export function readCaller(userAgent: string | undefined): string {
  const sdk = SDK.exec(userAgent ?? '')
  if (sdk) {
    const [, name, version, runtime, runtimeVersion] = sdk
    return runtime ? `${name}/${version} ${runtime}/${runtimeVersion}` : `${name}/${version}`
  }
  const known = KNOWN.exec(userAgent ?? '')
  return known ? `${known[1]}/${known[2]}` : 'other'
}

/** Whether the request says that it is from an SDK of ours: what people do by hand is not. */
export function isSdk(caller: string): boolean {
  return SDK.test(caller)
}

/** @param caller what `readCaller` returned */
export function presentCaller(caller: string): CallerDto {
  const [program = '', runtime] = caller.split(' ')
  const [name = '', version] = program.split('/')
  return {
    name,
    ...(version !== undefined && { version }),
    ...(runtime !== undefined && { runtime: runtime.replace('/', ' ') }),
    isSdk: isSdk(caller),
  }
}
