import { readConfig } from '../config.ts'
import { openDatabase, type Orm } from '../db/orm.ts'
import { ChangeFeed } from '../domain/change-feed.ts'
import type { PlatformContext } from '../domain/context.ts'
import { entities } from '../domain/entities.ts'
import { DomainError } from '../domain/errors.ts'

/** Runs an operator's command on the configured database, and prints what it returns or why it was refused. */
export async function runCommand(
  run: (ctx: PlatformContext, orm: Orm, databaseUrl: string) => Promise<string>,
): Promise<void> {
  const config = readConfig(process.env)
  const orm = await openDatabase(config.databaseUrl, entities)
  const ctx = { em: orm.em.fork(), now: () => new Date(), changes: new ChangeFeed(), settings: config }
  try {
    process.stdout.write(await run(ctx, orm, config.databaseUrl))
  } catch (error) {
    if (!(error instanceof DomainError)) throw error
    process.stderr.write(`${error.message}\n`)
    process.exitCode = 1
  } finally {
    await orm.close(true)
  }
}
