import { readConfig } from '../config.ts'
import { explainConnection } from '../db/explain-connection.ts'
import { migrate } from '../db/migrate.ts'
import { openDatabase } from '../db/orm.ts'
import { readFault } from '../db/read-fault.ts'
import { refuseEmpty, refuseMissingFile } from '../db/refuse-new-database.ts'
import type { PlatformContext } from '../domain/context.ts'
import { entities } from '../domain/entities.ts'
import { summariseFault } from '../http/describe-fault.ts'

/** The arguments ask for nothing that the command can do. */
export class UsageError extends Error {}

interface Command<Wish> {
  /** @returns what is printed */
  run: (wish: Wish, ctx: PlatformContext, databaseUrl: string) => Promise<string>
  /**
   * Whether the command works on a database that is there, and pending migrations are applied first, as at a start of the
   * platform. Default: it does.
   */
  migrates?: boolean
}

/** Tells the operator something beside the result. */
export function say(sentence: string): void {
  process.stderr.write(`${sentence}\n`)
}

/**
 * Runs an operator's command on the configured database, and prints what it returns or why it failed. The error itself is
 * never printed: errors of the database hold the whole statement with its values.
 *
 * @param readWish reads the arguments, and throws when they make no sense
 */
export async function runCommand<Wish>(
  usage: string,
  readWish: (args: string[]) => Wish,
  { run, migrates = true }: Command<Wish>,
): Promise<void> {
  outliveOutput()
  const wish = readOrExplain(usage, readWish)
  if (!wish) return
  try {
    const config = readConfig(process.env)
    if (migrates) refuseMissingFile(config.databaseUrl)
    const orm = await openDatabase(config.databaseUrl, entities)
    const ctx = { em: orm.em.fork(), now: () => new Date(), settings: config }
    try {
      if (migrates) await refuseEmpty(orm)
      const applied = migrates ? await migrate(config.databaseUrl, { say }) : []
      if (applied.length > 0) say(`Applied: ${applied.join(', ')}`)
      process.stdout.write(await run(wish.value, ctx, config.databaseUrl))
    } finally {
      await orm.close(true)
    }
  } catch (error) {
    say(explainConnection(error) ?? summariseFault(error, readFault))
    process.exitCode = 1
  }
}

/** A full disk or a closed pipe must not end a command in the middle of its work. */
function outliveOutput(): void {
  process.stderr.on('error', () => {})
  process.stdout.on('error', () => {})
  process.stdout.once('error', ({ code }: NodeJS.ErrnoException) => {
    say(`The result could not be printed (${code}).`)
    process.exitCode = 1
  })
}

function readOrExplain<Wish>(usage: string, readWish: (args: string[]) => Wish): { value: Wish } | undefined {
  const args = process.argv.slice(2)
  if (args.some((arg) => arg === '--help' || arg === '-h')) {
    process.stdout.write(usage)
    return undefined
  }
  try {
    return { value: readWish(args) }
  } catch {
    process.stderr.write(usage)
    process.exitCode = 2
    return undefined
  }
}
