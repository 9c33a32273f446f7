import { parseArgs } from 'node:util'
import { rebuildSearch } from '../domain/ticket-search/rebuild-search.ts'
import { runCommand, say, UsageError } from './run-command.ts'

const USAGE = `Usage:
  npm run search -- rebuild [--org acme]
Builds the search index of one organization, or of all, again from its tickets: for instance after APP_SECRET_PREVIOUS was
taken away. The platform can run, and finds what is indexed so far. A command that was stopped goes on where it was.
`

await runCommand(USAGE, readWish, {
  run: async ({ org }, ctx) => {
    const count = await rebuildSearch(ctx, org, say)
    return `Rebuilt: ${count} organization(s)\n`
  },
})

function readWish(args: string[]): { org: string | undefined } {
  const options = { org: { type: 'string' } } as const
  const { positionals, values } = parseArgs({ args, options, allowPositionals: true })
  if (positionals.join(' ') !== 'rebuild') throw new UsageError()
  return { org: values.org }
}
