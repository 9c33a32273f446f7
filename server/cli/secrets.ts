import { parseArgs } from 'node:util'
import { listLost, reEncryptSecrets } from '../domain/authorization/re-encrypt-secrets.ts'
import { runCommand, UsageError } from './run-command.ts'

const USAGE = `Usage:
  npm run secrets -- check
  npm run secrets -- re-encrypt
check counts what is encrypted with APP_SECRET, with APP_SECRET_PREVIOUS and with neither. re-encrypt encrypts with
APP_SECRET what is encrypted with APP_SECRET_PREVIOUS; the platform may run meanwhile. It fails when
there is something that neither opens.
`

await runCommand(USAGE, readWish, {
  run: async ({ dryRun }, ctx) => {
    const counts = await reEncryptSecrets(ctx, { dryRun })
    const lines = counts.map(({ what, current, previous, unreadable }) => {
      const old = dryRun ? 'with APP_SECRET_PREVIOUS' : 'encrypted anew'
      return `${what}: ${current} with APP_SECRET, ${previous} ${old}, ${unreadable} with neither\n`
    })
    const lost = listLost(counts)
    if (dryRun || lost === '') return lines.join('')
    process.stdout.write(lines.join(''))
    throw new Error(
      `Neither secret opens everything, and what it does not open stays as it is: ${lost}. ` +
        'Set the secret that it was encrypted with as APP_SECRET_PREVIOUS and run this again.',
    )
  },
})

function readWish(args: string[]): { dryRun: boolean } {
  const { positionals } = parseArgs({ args, options: {}, allowPositionals: true })
  const command = positionals.join(' ')
  if (command !== 'check' && command !== 're-encrypt') throw new UsageError()
  return { dryRun: command === 'check' }
}
