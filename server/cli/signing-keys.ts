import { parseArgs } from 'node:util'
import { rotateSigningKeys } from '../domain/authorization/rotate-signing-keys.ts'
import { runCommand, UsageError } from './run-command.ts'

const USAGE = `Usage:
  npm run signing-keys -- rotate [--server acme-orders]
Gives one MCP server, or all whose users sign in and the desk itself, a new key for access tokens. It signs after
15 minutes, and the old one is published for as long as tokens need it: nobody is signed out.
`

await runCommand(USAGE, readWish, {
  run: async ({ server }, ctx) => {
    const slugs = await rotateSigningKeys(ctx, server)
    return slugs.length > 0 ? `Rotated: ${slugs.join(', ')}\n` : 'No MCP server has users who sign in.\n'
  },
})

function readWish(args: string[]): { server: string | undefined } {
  const options = { server: { type: 'string' } } as const
  const { positionals, values } = parseArgs({ args, options, allowPositionals: true })
  if (positionals.join(' ') !== 'rotate') throw new UsageError()
  return { server: values.server }
}
