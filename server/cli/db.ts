import { migrate } from '../db/migrate.ts'
import { runCommand } from './run-command.ts'

const direction = process.argv[2] === 'rollback' ? 'down' : 'up'

await runCommand(async (_ctx, orm, databaseUrl) => {
  const names = await migrate(orm, databaseUrl, direction)
  const done = direction === 'up' ? 'Applied' : 'Reverted'
  return names.length > 0 ? `${done}: ${names.join(', ')}\n` : 'Nothing to do.\n'
})
