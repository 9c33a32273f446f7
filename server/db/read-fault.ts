import { DriverException, ValidationError } from '@mikro-orm/core'
import { vitessOutageOf } from './vitess-outage.ts'

/** What an error of the database, its driver or the ORM means for the answer and for the log. */
export interface DatabaseFault {
  /**
   * Whether the database cannot take a statement now, and how far the statement came. `unreached`: no statement was sent,
   * or the database refused it and the transaction is rolled back. `lost`: a statement was sent and may have taken effect,
   * a commit included, so nobody may be told that nothing was written. Absent when the database gave another answer.
   */
  outage?: 'unreached' | 'lost'
  /** Whether the message may repeat SQL or values. Such a message must never be logged. */
  quotesValues: boolean
}

const OUT_OF_CONNECTIONS = new Set([
  'ER_CON_COUNT_ERROR',
  'ER_USER_LIMIT_REACHED',
  'ER_TOO_MANY_USER_CONNECTIONS',
])

/** The database cannot be reached, or it accepts no more connections or statements: none was carried out. */
const UNREACHED = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  ...OUT_OF_CONNECTIONS,
  'ER_CANT_CREATE_THREAD',
  'ER_SERVER_OFFLINE_MODE',
  'ER_HOST_IS_BLOCKED',
  'ER_HOST_NOT_PRIVILEGED',
  'ER_SERVER_ISNT_AVAILABLE',
  'ER_ACCOUNT_HAS_BEEN_LOCKED',
  'ER_MUST_CHANGE_PASSWORD',
  'ER_MUST_CHANGE_PASSWORD_LOGIN',
  'ER_SECURE_TRANSPORT_REQUIRED',
  'ER_NOT_SUPPORTED_AUTH_MODE',
  // The server has not loaded what checks the password of this account.
  'ER_PLUGIN_IS_NOT_LOADED',
  'ER_USER_ACCESS_DENIED_FOR_USER_ACCOUNT_BLOCKED_BY_PASSWORD_LOCK',
  // The password or the database is another one now.
  'ER_ACCESS_DENIED_ERROR',
  'ER_DBACCESS_DENIED_ERROR',
  'ER_BAD_DB_ERROR',
  'ER_MAX_PREPARED_STMT_COUNT_REACHED',
  'ER_BAD_HOST_ERROR',
  'ER_HANDSHAKE_ERROR',
  'ER_ACCESS_DENIED_NO_PASSWORD_ERROR',
  // What the server runs at the beginning of each session failed (init_connect).
  'ER_NEW_ABORTING_CONNECTION',
  // No connection was free, or the place of the one writer.
  'ERR_NO_PLACE',
  // Writes have had no answer for a while.
  'ERR_WRITES_STALLED',
  'HANDSHAKE_NO_SSL_SUPPORT',
  'HANDSHAKE_SSL_ERROR',
])
/** What mysql2 says without a code in the same case. */
const UNREACHED_MESSAGE =
  /^(Queue limit reached|Pool is closed|Can't add new command when connection is in closed state)/

/** What a server says that is up, but is no primary. Another one may be it by now. */
const DEMOTED = new Set([
  'ER_OPTION_PREVENTS_STATEMENT',
  'ER_READ_ONLY_MODE',
  'ER_INNODB_READ_ONLY',
  'ER_CANT_EXECUTE_IN_READ_ONLY_TRANSACTION',
  // Started with innodb_force_recovery or innodb_read_only.
  'ER_INNODB_FORCED_RECOVERY',
  'ER_OPEN_AS_READONLY',
  'ER_CANT_LOCK',
  // Of a member of a group, until it is the primary.
  'ER_GR_HOLD_WAIT_TIMEOUT',
  'ER_GR_HOLD_KILLED',
  'ER_GR_HOLD_MEMBER_STATUS_ERROR',
  // A node of a Galera cluster that has lost the others.
  'ER_UNKNOWN_COM_ERROR',
])

/** How hosting providers make a database read-only that has outgrown its space. */
const DENIED = 'ER_TABLEACCESS_DENIED_ERROR'

/** MySQL's codes after which a transaction is rolled back: it waited for another one, is read-only or has no space or memory. */
const MYSQL_REFUSED = new Set([
  ...DEMOTED,
  'ER_LOCK_WAIT_TIMEOUT',
  'ER_LOCK_DEADLOCK',
  'ER_CANT_UPDATE_WITH_READLOCK',
  DENIED,
  'ER_SCHEMA_READ_ONLY',
  'ER_LOCK_ABORTED',
  'ER_LOCK_TABLE_FULL',
  'ER_TOO_MANY_CONCURRENT_TRXS',
  'ER_TRANSACTION_ROLLBACK_DURING_COMMIT',
  'ER_OUTOFMEMORY',
  'ER_OUT_OF_RESOURCES',
  'ER_OUT_OF_SORTMEMORY',
  'ER_ENGINE_OUT_OF_MEMORY',
  'EE_OUTOFMEMORY',
  'EE_CAPACITY_EXCEEDED',
  'ER_CAPACITY_EXCEEDED',
  'ER_MDL_OUT_OF_RESOURCES',
  'ER_INNODB_UNDO_LOG_FULL',
  'ER_TABLESPACE_AUTO_EXTEND_ERROR',
  'ER_DISK_FULL_NOWAIT',
  'ER_DISK_FULL',
  'ER_RECORD_FILE_FULL',
  // More than the cache of the binary log may hold for one transaction (max_binlog_cache_size) or statement.
  'ER_TRANS_CACHE_FULL',
  'ER_STMT_CACHE_FULL',
  // No file could be made or written for what is sorted or joined: too many are open, or the disk is full.
  'EE_CANTCREATEFILE',
  'EE_OUT_OF_FILERESOURCES',
  'ER_TEMP_FILE_WRITE_FAILURE',
  // What sorts was killed, or had no memory or space.
  'ER_FILSORT_ABORT',
  // The server takes shorter statements than this one, and ends the connection.
  'ER_NET_PACKET_TOO_LARGE',
  // A migration changed the table meanwhile, or a proxy has another connection by now.
  'ER_TABLE_DEF_CHANGED',
  'ER_NEED_REPREPARE',
  'ER_UNKNOWN_STMT_HANDLER',
])

/** SQLite's primary result codes (sqlite.org/rescode.html) after which a transaction is rolled back. */
const SQLITE_REFUSED = new Set([/* BUSY */ 5, /* READONLY */ 8, /* FULL */ 13, /* CANTOPEN */ 14])
/** The file could not be written, so the last page of a COMMIT is not there: beyond a quota, or of a disk that fails. */
export const SQLITE_UNWRITTEN = /* IOERR_WRITE */ 778
/** The file is damaged, or no database any more. */
const SQLITE_DAMAGED = new Set([/* CORRUPT */ 11, /* NOTADB */ 26])
/** What else the disk refuses. As in a damaged file, a COMMIT may be there. */
const SQLITE_IO_ERROR = 10

/** The connection was lost while a statement ran. */
const LOST = new Set([
  'PROTOCOL_CONNECTION_LOST',
  'PROTOCOL_SEQUENCE_TIMEOUT',
  'ECONNRESET',
  'EPIPE',
  'ER_SERVER_SHUTDOWN',
  'ER_CONNECTION_KILLED',
  'ER_SESSION_WAS_KILLED',
  'ER_CLIENT_INTERACTION_TIMEOUT',
  'ER_ERROR_DURING_COMMIT',
  'ER_NET_READ_INTERRUPTED',
  'ER_NET_WRITE_INTERRUPTED',
  'ER_NET_READ_ERROR',
  'ER_NET_ERROR_ON_WRITE',
  'ER_NET_PACKETS_OUT_OF_ORDER',
  // A member of a group that has lost the others refuses a transaction, at its COMMIT as well.
  'ER_RUN_HOOK_ERROR',
  'ER_BINLOG_LOGGING_IMPOSSIBLE',
  // The memory of one session, or of all together, was used up: it was ended.
  'ER_DA_CONN_LIMIT',
  'ER_DA_GLOBAL_CONN_LIMIT',
  // Files that cannot be written: the disk is full, and the statement may have been a COMMIT.
  'ER_ERROR_ON_WRITE',
  'EE_WRITE',
  'EE_DISK_FULL',
  'EE_DISK_FULL_WITH_RETRY_MSG',
])

/**
 * A limit on statements, or KILL, ended it: MariaDB's 1969 and 1927, for which mysql2 has no code, MySQL's 3024, and 1317 on
 * either. The transaction is rolled back, unless the statement was its COMMIT.
 */
const ENDED = new Set([1969, 1927, 3024, 1317])

/** What the storage engine says with the number of the operating system: no memory, too many open files, no space, beyond a quota. */
const ENGINE_REFUSED = /^Got error (?:12|23|24|28|122) - /

interface DatabaseError extends Error {
  code?: string
  errno?: number
  errcode?: number
  sqlMessage?: string
  syscall?: string
  errors?: DatabaseError[]
}

/**
 * Reads what an error says about the database. It looks at this error only, not at its cause.
 *
 * @returns undefined when the error has nothing to do with the database
 */
export function readFault(error: unknown): DatabaseFault | undefined {
  if (!(error instanceof Error)) return undefined
  const outage = outageOf(error)
  const quotesValues = quotes(error)
  if (!outage && !quotesValues) return undefined
  return { ...(outage && { outage }), quotesValues }
}

/** Whether a statement that failed is known to have changed nothing: it was not carried out, or hit a row that is there. */
export function isRefused(error: unknown): boolean {
  return readFault(error)?.outage === 'unreached' || isDuplicate(error as DatabaseError)
}

/** Whether the server refused the statement because it takes no writes, or nothing at all, from anybody. */
export function isDemoted(error: unknown): boolean {
  return DEMOTED.has((error as DatabaseError | undefined)?.code ?? '')
}

/** Whether this session has no right to write. It keeps the rights that it began with, also when others are given. */
export function isDenied(error: unknown): boolean {
  return (error as DatabaseError | undefined)?.code === DENIED
}

/** Whether the file of an embedded database is damaged. */
export function isDamaged(error: unknown): boolean {
  const { code, errcode = 0 } = (error ?? {}) as DatabaseError
  return code === 'ERR_SQLITE_ERROR' && SQLITE_DAMAGED.has(errcode & 0xff)
}

/** Whether the server has as many connections as it takes, of all or of this user. */
export function isOutOfConnections(error: unknown): boolean {
  return OUT_OF_CONNECTIONS.has((error as DatabaseError | undefined)?.code ?? '')
}

/** Whether the server keeps as many prepared statements as it may, for all its connections together. */
export function isOutOfStatements(error: unknown): boolean {
  return (error as DatabaseError | undefined)?.code === 'ER_MAX_PREPARED_STMT_COUNT_REACHED'
}

/** MySQL's code, and SQLite's extended codes for an index and for the primary key. */
function isDuplicate({ code, errcode }: DatabaseError): boolean {
  return code === 'ER_DUP_ENTRY' || errcode === 2067 || errcode === 1555
}

function outageOf(error: DatabaseError): DatabaseFault['outage'] {
  const { code = '', errno = 0, message, errcode } = error
  // Of a host with several addresses, each has an error.
  const { syscall } = error.errors?.[0] ?? error
  if (UNREACHED.has(code) || MYSQL_REFUSED.has(code) || UNREACHED_MESSAGE.test(message)) return 'unreached'
  // No connection was made, for whatever reason: no name server, no route, no file descriptor or port is left.
  if (syscall === 'connect' || syscall === 'getaddrinfo') return 'unreached'
  if (code === 'ETIMEDOUT') return 'lost'
  if (code === 'ERR_SQLITE_ERROR') return sqliteOutageOf(errcode ?? 0)
  if (LOST.has(code) || ENDED.has(errno)) return 'lost'
  if (code === 'ER_GET_ERRNO' && ENGINE_REFUSED.test(error.sqlMessage ?? '')) return 'lost'
  return vitessOutageOf(error)
}

function sqliteOutageOf(errcode: number): DatabaseFault['outage'] {
  const primary = errcode & 0xff
  if (SQLITE_REFUSED.has(primary) || errcode === SQLITE_UNWRITTEN) return 'unreached'
  return primary === SQLITE_IO_ERROR || SQLITE_DAMAGED.has(primary) ? 'lost' : undefined
}

/** The ORM's own errors quote too: one about a missing value prints the whole entity. */
function quotes(error: DatabaseError): boolean {
  return (
    error instanceof DriverException ||
    error instanceof ValidationError ||
    'sqlMessage' in error ||
    error.code === 'ERR_SQLITE_ERROR'
  )
}
