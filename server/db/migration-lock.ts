import { setTimeout as sleep } from 'node:timers/promises'
import { type Connection, createConnection, type RowDataPacket } from 'mysql2/promise'
import { isSqlite, readMySqlUrl, sqliteFile } from './database-url.ts'
import { openLockFile, tryLock, whileHolding } from './sqlite-file.ts'

/** Hears in a sentence what a migration waits for or does for long. */
export type Say = (sentence: string) => void

/** What the sessions with these ids do at the moment, in the database's words. */
export type ReadStates = (sessions: Iterable<number>) => Promise<string[]>

/** Between two sentences about the same wait. */
const SAY_EVERY_MS = 10_000
/** Between two attempts to get SQLite's lock, for which the process cannot wait in the background. */
const RETRY_MS = 50
/** For which one attempt to get MySQL's lock waits. */
const ATTEMPT_SECONDS = 1

const WAITING = 'Another process migrates the database. This one waits until it is done.'

/**
 * Does work while no other process migrates the database. It waits without a limit, because the other process may fill an
 * index of a large table, and says every ten seconds that it does.
 *
 * @param work gets a way to ask what the database does
 */
export function withMigrationLock<T>(
  url: string,
  say: Say,
  work: (readStates: ReadStates) => Promise<T>,
): Promise<T> {
  return isSqlite(url) ? withFileLock(sqliteFile(url), say, work) : withMySqlLock(url, say, work)
}

async function withFileLock<T>(
  file: string,
  say: Say,
  work: (readStates: ReadStates) => Promise<T>,
): Promise<T> {
  const lock = openLockFile(file, '.migrate')
  try {
    const sayNow = atMostEvery(SAY_EVERY_MS, say)
    while (!tryLock(lock)) {
      sayNow(WAITING)
      await sleep(RETRY_MS)
    }
    return await work(async () => [])
  } finally {
    lock.close()
  }
}

async function withMySqlLock<T>(
  url: string,
  say: Say,
  work: (readStates: ReadStates) => Promise<T>,
): Promise<T> {
  const connection = await createConnection(readMySqlUrl(url))
  try {
    const sayNow = atMostEvery(SAY_EVERY_MS, say)
    while (!(await getLock(connection))) sayNow(WAITING)
    return await work((sessions) => readStates(connection, new Set(sessions)))
  } finally {
    await connection.end()
  }
}

async function getLock(connection: Connection): Promise<boolean> {
  const name = `concat(left(database(), 50), '.migrate')`
  const [rows] = await connection.query<RowDataPacket[]>(
    `select get_lock(${name}, ${ATTEMPT_SECONDS}) as locked`,
  )
  return Number(rows[0]?.['locked']) === 1
}

/** Without the right to see all sessions, a user sees those of the same user, which these are. */
async function readStates(connection: Connection, sessions: Set<number>): Promise<string[]> {
  const [rows] = await connection.query<RowDataPacket[]>('show processlist')
  return rows.flatMap(({ Id, State }) =>
    sessions.has(Number(Id)) && typeof State === 'string' && State !== '' ? [State] : [],
  )
}

/** Lets one sentence through in so many milliseconds. */
export function atMostEvery(milliseconds: number, say: Say): Say {
  let next = 0
  return (sentence) => {
    if (performance.now() < next) return
    next = performance.now() + milliseconds
    say(sentence)
  }
}

/** On SQLite, whoever migrates is the only one that serves the file. MySQL's migrations work beside other releases. */
export function whileAlone<T>(url: string, work: () => Promise<T>): Promise<T> {
  return isSqlite(url) ? whileHolding(sqliteFile(url), work) : work()
}
