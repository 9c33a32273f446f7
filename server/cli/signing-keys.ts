import { parseArgs } from 'node:util'
import { rotateSigningKeys } from '../domain/authorization/rotate-signing-keys.ts'
import type { PlatformContext } from '../domain/context.ts'
import { runCommand } from './run-command.ts'

const USAGE = `Usage:
  npm run signing-keys -- rotate [--server acme-orders]
Gives one MCP server, or all whose users sign in, a new key for access tokens. It signs after 15 minutes, and the
old one is published for as long as tokens need it: nobody is signed out.
`

const { positionals, values } = parseArgs({ allowPositionals: true, options: { server: { type: 'string' } } })
await runCommand((ctx) => run(ctx, positionals[0]))

async function run(ctx: PlatformContext, command: string | undefined): Promise<string> {
  if (command !== 'rotate') {
    process.exitCode = 2
    return USAGE
  }
  const slugs = await rotateSigningKeys(ctx, values.server)
  return slugs.length > 0 ? `Rotated: ${slugs.join(', ')}\n` : 'No MCP server has users who sign in.\n'
}
