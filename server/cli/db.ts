import { createInterface } from 'node:readline/promises'
import { parseArgs } from 'node:util'
import { migrate, rollBack } from '../db/migrate.ts'
import type { Orm } from '../db/orm.ts'
import { planRollback } from '../db/rollback-plan.ts'
import { refuseWhileRunning } from '../domain/refuse-while-running.ts'
import { runCommand, say, UsageError } from './run-command.ts'

const USAGE = `Usage:
  npm run db:migrate
  npm run db:rollback [-- --yes]
db:rollback reverts the newest migration. It says what is deleted and asks first, unless --yes is given. It refuses
while the platform runs.
`

await runCommand(USAGE, readWish, {
  migrates: false,
  run: async ({ command, yes }, _ctx, url) => {
    if (command === 'migrate') {
      const names = await migrate(url, { say })
      return names.length > 0 ? `Applied: ${names.join(', ')}\n` : 'Nothing to do.\n'
    }
    const name = await rollBack(url, { say, confirm: (orm, name) => confirm(orm, name, yes) })
    return name ? `Reverted: ${name}\n` : 'Nothing to do.\n'
  },
})

function readWish(args: string[]): { command: 'migrate' | 'rollback'; yes: boolean } {
  const { positionals, values } = parseArgs({
    args,
    options: { yes: { type: 'boolean' } },
    allowPositionals: true,
  })
  const [command = 'migrate', ...rest] = positionals
  if ((command !== 'migrate' && command !== 'rollback') || rest.length > 0) throw new UsageError()
  return { command, yes: values.yes === true }
}

/** @throws Error when the platform runs, or nobody says yes */
async function confirm(orm: Orm, migration: string, yes: boolean): Promise<void> {
  if (!(await refuseWhileRunning(orm.em.fork())))
    say('This schema does not list processes. Make sure that the platform is stopped.')
  const losses = await planRollback(orm, migration)
  const lines = losses.map(({ what, unit, count }) => `  ${what} (${unit}: ${count.toLocaleString('en')})\n`)
  const title = `Reverting ${migration} deletes ${lines.length > 0 ? 'for good:' : 'no data.'}\n`
  process.stdout.write([title, ...lines].join(''))
  if (yes) return
  if (!process.stdin.isTTY) {
    throw new Error('Nothing was changed: nobody can be asked, because this is not a terminal. Add --yes.')
  }
  const terminal = createInterface({ input: process.stdin, output: process.stdout })
  const answer = await terminal.question('Type yes to go on: ').finally(() => terminal.close())
  if (answer.trim() !== 'yes') throw new Error('Nothing was changed.')
}
