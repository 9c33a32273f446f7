import { existsSync, openSync, readFileSync, readSync, realpathSync, statSync } from 'node:fs'
import { DatabaseSync } from 'node:sqlite'
import { isBusy } from './busy.ts'
import { placeOf } from './create-missing.ts'
import { isReplaced, NOTED } from './noted-files.ts'

const ANOTHER_LOG =
  'DATABASE_URL: the SQLite file is another one than its -wal belongs to; together they would be a damaged database. ' +
  'Put the file of before back. Or, to use this one, delete its -wal and -shm: what is only in them is lost.'
const COPIED = ` If it is an exact copy of the file of before, delete its ${NOTED} instead.`

/** Where SQLite's header has the version of the format that is needed to write it, and the version that means a log. */
const WRITE_VERSION = 18
const WITH_LOG = 2

/** The files whose headers this process has read. */
const headersRead = new Set<string>()

/**
 * Call it before the file is made.
 *
 * @throws Error for the operator, when the file is gone and what belongs to it is there: an empty database in its place
 *   would look like a new platform, which anybody could take over
 */
export function refuseLostFile(file: string): void {
  const place = placeOf(file)
  // First what is beside it: another process may make both at this moment, the file before.
  const isLeft =
    hasBytes(`${place}-wal`) || ['.lock', NOTED].some((suffix) => existsSync(`${place}${suffix}`))
  if (!isLeft || existsSync(file)) return
  throw new Error(
    'DATABASE_URL: the SQLite file is missing, but what belongs to it is there (-wal, -shm, .lock or ' +
      `${NOTED}). Put the file back. Or, to begin with an empty database, delete all that begins with its name.`,
  )
}

/** @throws Error for the operator, when a file that is there cannot or must not be opened as the platform's database */
export function refuseUnfitFile(file: string): void {
  refuseOtherKinds(file)
  const path = realpathSync(file)
  refuseMountedFile(path)
  refuseAnotherLog(path)
  refuseOtherPrograms(path)
}

/** The log and the locks are beside the name that is used, so two names of one file would be two databases. */
function refuseOtherKinds(file: string): void {
  const found = statSync(file)
  if (found.isDirectory()) throw Object.assign(new Error('The database is a folder'), { code: 'EISDIR' })
  if (!found.isFile()) throw new Error('DATABASE_URL: this is a device or a pipe, and no file.')
  if (found.nlink < 2) return
  throw new Error(
    'DATABASE_URL: the SQLite file has another name, a hard link, through which it could be damaged. ' +
      'Remove that name, or use a symbolic link.',
  )
}

/** Only Linux says what is mounted. Elsewhere nobody mounts files. */
function refuseMountedFile(path: string): void {
  if (process.platform !== 'linux' || !readMountPoints().includes(path)) return
  throw new Error(
    'DATABASE_URL: the SQLite file is mounted by itself, so it has another name through which it could be damaged. ' +
      'Mount its folder (docker -v folder:folder).',
  )
}

/** The fifth field of each line, in which spaces and such are octal (proc_pid_mountinfo(5)). */
function readMountPoints(): string[] {
  try {
    const lines = readFileSync('/proc/self/mountinfo', 'utf8').split('\n')
    return lines.map((line) =>
      (line.split(' ')[4] ?? '').replaceAll(/\\([0-7]{3})/g, (_, octal: string) =>
        String.fromCharCode(Number.parseInt(octal, 8)),
      ),
    )
  } catch {
    // No /proc.
    return []
  }
}

/** SQLite lays a log over any file that has the name. */
function refuseAnotherLog(path: string): void {
  if (!hasBytes(`${path}-wal`)) return
  if (isReplaced(path)) throw new Error(`${ANOTHER_LOG}${COPIED}`)
  if (!hasLogFormat(path)) throw new Error(ANOTHER_LOG)
}

/** Whether the header says that the file is written by a log. Backups do not say it, and a log is made by nobody before. */
function hasLogFormat(path: string): boolean {
  if (headersRead.has(path)) return true
  // It stays open: to close it would take the locks away that this process may have on the file, see `createMissing`.
  const descriptor = openSync(path, 'r')
  headersRead.add(path)
  const header = Buffer.alloc(WRITE_VERSION + 1)
  readSync(descriptor, header, 0, header.length, 0)
  // What has no header of SQLite is refused by SQLite itself.
  return header.at(-1) === WITH_LOG || (header[0] !== 0 && !header.toString('latin1').startsWith('SQLite'))
}

/** @throws Error also as SQLite does, when it cannot read the file */
function refuseOtherPrograms(path: string): void {
  const tables = listTables(path)
  if (tables.length === 0 || tables.includes('mikro_orm_migrations')) return
  throw new Error('DATABASE_URL: the SQLite file is the database of another program.')
}

/** Reads a file without a log in a way that leaves nothing beside it. */
function listTables(path: string): string[] {
  // It is for SQLite alone to undo what was under way.
  if (hasBytes(`${path}-journal`)) return []
  const encoded = path.split('/').map(encodeURIComponent).join('/')
  const query = hasBytes(`${path}-wal`) ? '' : '?immutable=1'
  const database = new DatabaseSync(new URL(`file://${encoded}${query}`), { readOnly: true })
  try {
    const rows = database.prepare(`select name from sqlite_master where type = 'table'`).all()
    return rows.map(({ name }) => String(name))
  } catch (error) {
    if (isBusy(error)) return []
    throw error
  } finally {
    database.close()
  }
}

function hasBytes(path: string): boolean {
  return (statSync(path, { throwIfNoEntry: false })?.size ?? 0) > 0
}
