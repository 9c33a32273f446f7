import { readConfig } from '../config.ts'
import { openDatabase, type Orm } from '../db/orm.ts'
import { readFault } from '../db/read-fault.ts'
import { ChangeFeed } from '../domain/change-feed.ts'
import type { PlatformContext } from '../domain/context.ts'
import { entities } from '../domain/entities.ts'
import { summariseFault } from '../http/describe-fault.ts'

/**
 * Runs an operator's command on the configured database, and prints what it returns or why it failed. The error itself is
 * never printed: errors of the database hold the whole statement with its values.
 */
export async function runCommand(
  run: (ctx: PlatformContext, orm: Orm, databaseUrl: string) => Promise<string>,
): Promise<void> {
  try {
    const config = readConfig(process.env)
    const orm = await openDatabase(config.databaseUrl, entities)
    const ctx = { em: orm.em.fork(), now: () => new Date(), changes: new ChangeFeed(), settings: config }
    try {
      process.stdout.write(await run(ctx, orm, config.databaseUrl))
    } finally {
      await orm.close(true)
    }
  } catch (error) {
    process.stderr.write(`${summariseFault(error, readFault)}\n`)
    process.exitCode = 1
  }
}
