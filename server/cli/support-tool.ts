import { parseArgs } from 'node:util'
import { type SupportToolSwitch, switchSupportTool } from '../domain/mcp-server/switch-support-tool.ts'
import { runCommand, UsageError } from './run-command.ts'

const USAGE = `Usage:
  npm run support-tool -- enable --org acme (--server acme-orders | --all) [--dry-run]
  npm run support-tool -- disable --org acme (--server acme-orders | --all) [--dry-run]
Switches the support tool on or off, of one MCP server or of all of the organization that are not archived. --dry-run
only says what would change. SDKs that run notice within about a minute.
`

const options = {
  org: { type: 'string' },
  server: { type: 'string' },
  all: { type: 'boolean' },
  'dry-run': { type: 'boolean' },
} as const

await runCommand(USAGE, readWish, {
  run: async (wish, ctx) => report(wish, await switchSupportTool(ctx, wish)),
})

function readWish(args: string[]): SupportToolSwitch {
  const { positionals, values } = parseArgs({ args, options, allowPositionals: true })
  const [command, ...rest] = positionals
  const isKnown = command === 'enable' || command === 'disable'
  const isOneOfBoth = Boolean(values.server) !== (values.all === true)
  if (!isKnown || rest.length > 0 || !values.org || !isOneOfBoth) throw new UsageError()
  return {
    organizationSlug: values.org,
    serverSlug: values.server,
    enabled: command === 'enable',
    dryRun: values['dry-run'] === true,
  }
}

function report(
  { enabled, dryRun }: SupportToolSwitch,
  servers: { slug: string; isChanged: boolean }[],
): string {
  const state = enabled ? 'on' : 'off'
  const done = dryRun ? `would be switched ${state}` : `switched ${state}`
  const lines = servers.map(({ slug, isChanged }) => `${slug}: ${isChanged ? done : `${state} already`}\n`)
  return lines.length > 0 ? lines.join('') : 'This organization has no MCP server.\n'
}
