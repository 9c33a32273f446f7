import { migrate, rollBack } from '../db/migrate.ts'
import { runCommand } from './run-command.ts'

const direction = process.argv[2] === 'rollback' ? 'down' : 'up'

await runCommand(async (_ctx, _orm, url) => {
  if (direction === 'down') {
    const name = await rollBack(url, { confirm: async () => {} })
    return name ? `Reverted: ${name}\n` : 'Nothing to do.\n'
  }
  const names = await migrate(url)
  return names.length > 0 ? `Applied: ${names.join(', ')}\n` : 'Nothing to do.\n'
})
