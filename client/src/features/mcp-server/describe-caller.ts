import type { CallerDto } from '#shared/server-setup.ts'

/** Returns, for example, "mcp-obs-typescript 0.1.0 on node 24.21.0" or "curl 8.5.0, no SDK". */
export function describeCaller({ name, version, runtime, isSdk }: CallerDto): string {
  if (name === 'other') return 'Another program, no SDK'
  const program = version === undefined ? name : `${name} ${version}`
  if (!isSdk) return `${program}, no SDK`
  return runtime === undefined ? program : `${program} on ${runtime}`
}
