import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { runOrThrow } from '#testkit/processes/program.ts'
import { Installation } from '../rehearsal/installation.ts'
import type { Release } from './replica.ts'

const MIGRATIONS = 'server/db/migrations/mysql'
/** Since this file is there, a dashboard hears what another process did. */
const CHANGE_FEED = 'server/domain/change-event.repository.ts'

/**
 * The releases before this one that it takes over from, each in a folder of its own: the newest tag before this commit or,
 * without a tag, the last commit before the newest migration. `BEFORE` names others, with commas between them: what git calls
 * them, or the number of a migration (`0020`) for the last commit before it.
 */
export async function* releasesBefore(folder: string): AsyncGenerator<Release> {
  const named = process.env.BEFORE?.split(',')
  const wanted = named ?? [(await newestTag()) ?? migrations().at(-1)!.slice(0, 4)]
  const seen = new Set<string>()
  for (const name of wanted) {
    const migration = /^\d{4}$/.test(name) ? migrations().find((file) => file.startsWith(name)) : undefined
    const revision = await git('rev-parse', '--short', migration ? await lastBefore(migration) : name)
    if (seen.has(revision)) {
      process.stderr.write(`   Before ${name} there is ${revision}, too\n`)
      continue
    }
    seen.add(revision)
    yield checkOut(join(folder, revision), revision, migration ? `before ${name}` : name)
  }
}

async function checkOut(folder: string, revision: string, name: string): Promise<Release> {
  process.stderr.write(`   The release before is ${revision}, ${name}\n`)
  const installation = await Installation.clone(folder, revision)
  installation.installLike({ folder: process.cwd() })
  const isOneProcess = !existsSync(join(folder, CHANGE_FEED))
  return { folder, file: 'server/main.ts', revision, name, isOneProcess }
}

const git = async (...args: string[]): Promise<string> =>
  (await runOrThrow('--no-pager', { command: 'git', args })).trim()

function newestTag(): Promise<string | undefined> {
  return git('describe', '--tags', '--abbrev=0', 'HEAD^').catch(() => undefined)
}

/** The files of the migrations, the newest last. */
function migrations(): string[] {
  return readdirSync(MIGRATIONS)
    .filter((file) => /^\d{4}-/.test(file))
    .toSorted()
}

/** The last commit that does not have a migration. One that is in no commit yet comes after the newest. */
async function lastBefore(migration: string): Promise<string> {
  const added = await git('log', '--diff-filter=A', '--format=%h', '-1', '--', `${MIGRATIONS}/${migration}`)
  return added ? `${added}^` : 'HEAD'
}
