import { parseArgs } from 'node:util'
import { readConfig } from '../config.ts'
import { openDatabase } from '../db/orm.ts'
import { ChangeFeed } from '../domain/change-feed.ts'
import { rotateSigningKeys } from '../domain/end-user/rotate-signing-keys.ts'
import { DomainError } from '../domain/errors.ts'

const USAGE = `Usage:
  npm run signing-keys -- rotate [--server acme-orders]
Gives one MCP server, or all whose users sign in, a new key for access tokens. It signs after 15 minutes, and the
old one is published for as long as tokens need it: nobody is signed out.
`

const { positionals, values } = parseArgs({ allowPositionals: true, options: { server: { type: 'string' } } })
const config = readConfig(process.env)
const orm = await openDatabase(config.databaseUrl)
const ctx = { em: orm.em.fork(), now: () => new Date(), changes: new ChangeFeed(), settings: config }
try {
  process.stdout.write(await run(positionals[0]))
} catch (error) {
  if (!(error instanceof DomainError)) throw error
  process.stderr.write(`${error.message}\n`)
  process.exitCode = 1
} finally {
  await orm.close(true)
}

async function run(command: string | undefined): Promise<string> {
  if (command !== 'rotate') {
    process.exitCode = 2
    return USAGE
  }
  const slugs = await rotateSigningKeys(ctx, values.server)
  return slugs.length > 0 ? `Rotated: ${slugs.join(', ')}\n` : 'No MCP server has users who sign in.\n'
}
