import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { runOrThrow } from '#testkit/processes/program.ts'
import { Installation } from '../rehearsal/installation.ts'
import type { Release } from './replica.ts'

const MIGRATIONS = 'server/db/migrations/mysql'

/**
 * The release before this one, in a folder of its own: the newest tag before this commit. Without a tag, the last commit
 * before the newest migration. `BEFORE` names another one.
 */
export async function releaseBefore(folder: string): Promise<Release> {
  const revision = process.env.BEFORE ?? (await newestTag()) ?? (await beforeNewestMigration())
  process.stderr.write(`The release before is ${revision}\n`)
  const installation = await Installation.clone(folder, revision)
  installation.installLike({ folder: process.cwd() })
  const isOneProcess = !existsSync(join(folder, 'server/domain/change-event.repository.ts'))
  return { folder, file: 'server/main.ts', isOneProcess }
}

const git = async (...args: string[]): Promise<string> =>
  (await runOrThrow('--no-pager', { command: 'git', args })).trim()

function newestTag(): Promise<string | undefined> {
  return git('describe', '--tags', '--abbrev=0', 'HEAD^').catch(() => undefined)
}

async function beforeNewestMigration(): Promise<string> {
  const newest = readdirSync(MIGRATIONS)
    .filter((file) => /^\d/.test(file))
    .toSorted()
    .at(-1)
  const added = await git('log', '--diff-filter=A', '--format=%H', '-1', '--', `${MIGRATIONS}/${newest}`)
  return added ? `${added}^` : 'HEAD'
}
