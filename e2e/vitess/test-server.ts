import { spawn } from 'node:child_process'
import { once } from 'node:events'

/** What is right on shards that all tests share. Others make databases of their own, or look at all rows of a table. */
export const ON_SHARDS = [
  'server/shard-plans',
  'server/isolation',
  'server/account-isolation',
  'server/domain/account',
  'server/domain/organization',
  'server/domain/agent',
  'server/domain/access-token',
  'server/domain/privacy',
  'server/domain/change-feed',
  'server/domain/support-ticket',
  'server/rest',
  'server/oauth',
  'server/trpc',
  'server/mcp',
]

/**
 * Runs the server's tests for MySQL.
 *
 * @param patterns of their files; all when there is none
 * @param database that all files share, one after the other; without it each worker makes its own
 * @throws when one fails
 */
export async function testServer(
  mySqlUrl: string,
  patterns: readonly string[],
  database?: string,
): Promise<void> {
  const shared = database === undefined ? [] : ['--no-file-parallelism']
  const args = ['exec', '--', 'vitest', 'run', '--project', 'server', ...shared]
  const env = {
    ...process.env,
    MYSQL_URL: mySqlUrl,
    ...(database !== undefined && { MYSQL_DATABASE: database }),
  }
  const tests = spawn('npm', [...args, '--testNamePattern', 'MySQL', ...patterns], { stdio: 'inherit', env })
  const [code] = (await once(tests, 'exit')) as [number | null]
  if (code !== 0) throw new Error('tests fail, see above')
}
