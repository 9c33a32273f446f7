/** The database could not be reached, or has no room for us: no statement was sent. */
const UNREACHED = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ER_CON_COUNT_ERROR',
  'ER_USER_LIMIT_REACHED',
])
/** What mysql2 says without a code, in the same case. */
const UNREACHED_MESSAGE =
  /^(Queue limit reached|Pool is closed|Can't add new command when connection is in closed state)/

/** SQLite's primary result codes (sqlite.org/rescode.html) after which a transaction has been rolled back. */
const SQLITE_REFUSED = new Set([/* BUSY */ 5, /* READONLY */ 8, /* FULL */ 13, /* CANTOPEN */ 14])

/** The connection went away under a statement: whether that statement took effect, nobody knows. */
const LOST = new Set([
  'PROTOCOL_CONNECTION_LOST',
  'PROTOCOL_SEQUENCE_TIMEOUT',
  'ECONNRESET',
  'EPIPE',
  'ER_SERVER_SHUTDOWN',
  'ER_CONNECTION_KILLED',
])

interface DatabaseError extends Error {
  code?: string
  errno?: number
  errcode?: number
  syscall?: string
}

/**
 * Whether an error means that the database is out of reach, and how far a statement had come. `lost` may follow a
 * commit, so nobody may be told that nothing was written.
 */
export function databaseOutage(error: unknown): 'unreached' | 'lost' | undefined {
  if (!(error instanceof Error)) return undefined
  const { code = '', message, errcode, syscall } = error as DatabaseError
  if (UNREACHED.has(code) || UNREACHED_MESSAGE.test(message)) return 'unreached'
  if (code === 'ETIMEDOUT') return syscall === 'connect' ? 'unreached' : 'lost'
  if (code === 'ERR_SQLITE_ERROR' && SQLITE_REFUSED.has((errcode ?? 0) & 0xff)) return 'unreached'
  return LOST.has(code) ? 'lost' : undefined
}
