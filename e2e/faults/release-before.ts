import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { runOrThrow } from '#testkit/processes/program.ts'
import { Installation } from '../rehearsal/installation.ts'
import type { Release } from './replica.ts'

const MIGRATIONS = 'server/db/migrations/mysql'
/** Since this file is there, a dashboard hears what another process did. */
const CHANGE_FEED = 'server/domain/change-event.repository.ts'

/**
 * The releases before this one that it takes over from, each in a folder of its own. The first is the newest tag before this
 * commit or, without a tag, the last commit before the newest migration. If that one tells changes in its own process only,
 * the first one that told them to all follows. `BEFORE` names another one.
 */
export async function* releasesBefore(folder: string): AsyncGenerator<Release> {
  const revision = process.env.BEFORE ?? (await newestTag()) ?? (await beforeNewestMigration())
  const release = await checkOut(join(folder, 'before'), revision)
  yield release
  if (release.isOneProcess) yield checkOut(join(folder, 'with-change-feed'), await firstWith(CHANGE_FEED))
}

async function checkOut(folder: string, revision: string): Promise<Release> {
  process.stderr.write(`   The release before is ${revision}\n`)
  const installation = await Installation.clone(folder, revision)
  installation.installLike({ folder: process.cwd() })
  const isOneProcess = !existsSync(join(folder, CHANGE_FEED))
  return { folder, file: 'server/main.ts', revision, isOneProcess }
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
  return `${await firstWith(`${MIGRATIONS}/${newest}`)}^`
}

/** The commit that added a file. */
async function firstWith(file: string): Promise<string> {
  return (await git('log', '--diff-filter=A', '--format=%h', '-1', '--', file)) || 'HEAD'
}
