import { DriverException, ValidationError } from '@mikro-orm/core'
import { databaseKinds, runOnMySql } from '#testkit/platform/database-kinds.ts'
import { createRequire } from 'node:module'
import { describe, expect, it, onTestFinished } from 'vitest'
import { readFault } from './read-fault.ts'

/** By name, those that mysql2 knows. A name that it does not know would never come. */
const NUMBERS = createRequire(import.meta.resolve('mysql2'))('./lib/constants/errors.js') as Readonly<
  Record<string, unknown>
>

const failure = (fields: object, message = 'x') => Object.assign(new Error(message), fields)

describe('readFault', () => {
  it.each([
    [failure({ code: 'ECONNREFUSED' }), 'unreached'],
    [failure({ code: 'ER_CON_COUNT_ERROR' }), 'unreached'],
    [failure({ code: 'ER_MAX_PREPARED_STMT_COUNT_REACHED' }), 'unreached'],
    [failure({ code: 'ETIMEDOUT', syscall: 'connect' }), 'unreached'],
    [failure({ code: 'ETIMEDOUT', syscall: 'read' }), 'lost'],
    [failure({ code: 'EMFILE', syscall: 'connect' }), 'unreached'],
    [failure({ code: 'EADDRNOTAVAIL', syscall: 'connect' }), 'unreached'],
    [failure({ code: 'EAI_FAIL', syscall: 'getaddrinfo' }), 'unreached'],
    [failure({ code: 'EMFILE', syscall: 'open' }), undefined],
    [
      Object.assign(new AggregateError([failure({ syscall: 'connect' })]), { code: 'ETIMEDOUT' }),
      'unreached',
    ],
    [failure({ code: 'PROTOCOL_CONNECTION_LOST' }), 'lost'],
    [failure({}, 'Queue limit reached.'), 'unreached'],
    [failure({ code: 'ERR_SQLITE_ERROR', errcode: 5 }), 'unreached'],
    // SQLITE_BUSY_SNAPSHOT, an extended code of BUSY.
    [failure({ code: 'ERR_SQLITE_ERROR', errcode: 517 }), 'unreached'],
    [failure({ code: 'ERR_SQLITE_ERROR', errcode: 778 }), 'unreached'],
    [failure({ code: 'ERR_SQLITE_ERROR', errcode: 1034 }), 'lost'],
    [failure({ code: 'ERR_SQLITE_ERROR', errcode: 11 }), 'lost'],
    // SQLITE_CORRUPT_INDEX
    [failure({ code: 'ERR_SQLITE_ERROR', errcode: 779 }), 'lost'],
    [failure({ code: 'ERR_SQLITE_ERROR', errcode: 26 }), 'lost'],
    [failure({ code: 'ERR_SQLITE_ERROR', errcode: 1 }), undefined],
    [failure({ code: 'ER_DUP_ENTRY' }), undefined],
    [failure({ code: 'ER_LOCK_WAIT_TIMEOUT' }), 'unreached'],
    [failure({ code: 'ER_LOCK_DEADLOCK' }), 'unreached'],
    [failure({ code: 'ER_OPTION_PREVENTS_STATEMENT' }), 'unreached'],
    [failure({ code: 'ER_CANT_EXECUTE_IN_READ_ONLY_TRANSACTION' }), 'unreached'],
    [failure({ code: 'ER_INNODB_FORCED_RECOVERY' }), 'unreached'],
    [failure({ code: 'ER_OPEN_AS_READONLY' }), 'unreached'],
    [failure({ code: 'ER_CANT_LOCK' }), 'unreached'],
    [failure({ code: 'ER_NEW_ABORTING_CONNECTION' }), 'unreached'],
    [failure({ code: 'ER_DA_CONN_LIMIT' }), 'lost'],
    [failure({ code: 'ER_ACCESS_DENIED_ERROR' }), 'unreached'],
    [failure({ code: 'ER_ACCOUNT_HAS_BEEN_LOCKED' }), 'unreached'],
    [failure({ code: 'ER_MUST_CHANGE_PASSWORD_LOGIN' }), 'unreached'],
    [failure({ code: 'ER_SECURE_TRANSPORT_REQUIRED' }), 'unreached'],
    [failure({ code: 'ER_NO_SUCH_TABLE' }), undefined],
    [failure({ code: 'ERR_WRITES_STALLED' }), 'unreached'],
    [failure({ code: 'ER_TABLE_DEF_CHANGED' }), 'unreached'],
    [failure({ code: 'ER_NEED_REPREPARE' }), 'unreached'],
    [failure({ code: 'ER_UNKNOWN_STMT_HANDLER' }), 'unreached'],
    [failure({ code: 'ER_CLIENT_INTERACTION_TIMEOUT' }), 'lost'],
    [failure({ code: 'ER_ERROR_ON_WRITE' }), 'lost'],
    [failure({ errno: 2002 }), 'unreached'],
    [failure({ errno: 1927 }), 'lost'],
    [failure({ errno: 2013 }), 'lost'],
    [failure({ code: 'ER_SERVER_ISNT_AVAILABLE' }), 'unreached'],
    [new TypeError('x'), undefined],
    ['text', undefined],
    [undefined, undefined],
  ])('the outage of %o is %s', (error, outage) => {
    expect(readFault(error)?.outage).toBe(outage)
  })

  it.each([
    [
      'unreached',
      'it takes no session',
      ['ER_CON_COUNT_ERROR', 'ER_CANT_CREATE_THREAD', 'ER_PLUGIN_IS_NOT_LOADED'],
    ],
    [
      'unreached',
      'the account has used up what it may',
      ['ER_USER_LIMIT_REACHED', 'ER_TOO_MANY_USER_CONNECTIONS'],
    ],
    [
      'unreached',
      'it has no memory for the statement',
      [
        'ER_OUTOFMEMORY',
        'ER_OUT_OF_RESOURCES',
        'ER_OUT_OF_SORTMEMORY',
        'ER_ENGINE_OUT_OF_MEMORY',
        'EE_OUTOFMEMORY',
        'EE_CAPACITY_EXCEEDED',
        'ER_CAPACITY_EXCEEDED',
        'ER_MDL_OUT_OF_RESOURCES',
        'ER_LOCK_TABLE_FULL',
      ],
    ],
    ['lost', 'the session had too much memory', ['ER_DA_CONN_LIMIT', 'ER_DA_GLOBAL_CONN_LIMIT']],
    [
      'unreached',
      'it has no space, or too many open files',
      [
        'ER_DISK_FULL',
        'ER_RECORD_FILE_FULL',
        'ER_TABLESPACE_AUTO_EXTEND_ERROR',
        'ER_TRANS_CACHE_FULL',
        'ER_STMT_CACHE_FULL',
        'EE_CANTCREATEFILE',
        'EE_OUT_OF_FILERESOURCES',
        'ER_TEMP_FILE_WRITE_FAILURE',
      ],
    ],
    [
      'lost',
      'a file could not be written',
      ['EE_DISK_FULL', 'EE_DISK_FULL_WITH_RETRY_MSG', 'EE_WRITE', 'ER_ERROR_ON_WRITE'],
    ],
    ['unreached', 'what sorts was killed', ['ER_FILSORT_ABORT']],
    [
      'lost',
      'it was killed, or timed out',
      ['ER_QUERY_INTERRUPTED', 'ER_QUERY_TIMEOUT', 'ER_SESSION_WAS_KILLED'],
    ],
    ['lost', 'it stops', ['ER_SERVER_SHUTDOWN']],
    ['unreached', 'it takes no one but administrators', ['ER_SERVER_OFFLINE_MODE']],
    [
      'unreached',
      'it is read-only',
      ['ER_OPTION_PREVENTS_STATEMENT', 'ER_READ_ONLY_MODE', 'ER_INNODB_READ_ONLY', 'ER_SCHEMA_READ_ONLY'],
    ],
    [
      'unreached',
      'it waits for its group',
      ['ER_GR_HOLD_WAIT_TIMEOUT', 'ER_GR_HOLD_KILLED', 'ER_GR_HOLD_MEMBER_STATUS_ERROR'],
    ],
    ['lost', 'its group or its log refuses a COMMIT', ['ER_RUN_HOOK_ERROR', 'ER_BINLOG_LOGGING_IMPOSSIBLE']],
    [
      'lost',
      'its network fails',
      [
        'ER_NET_READ_ERROR',
        'ER_NET_ERROR_ON_WRITE',
        'ER_NET_READ_INTERRUPTED',
        'ER_NET_PACKETS_OUT_OF_ORDER',
      ],
    ],
  ])('is %s where MySQL says that %s', (outage, _, codes) => {
    for (const code of codes) {
      const errno = NUMBERS[code]
      expect([code, typeof errno]).toEqual([code, 'number'])
      expect([code, readFault(failure({ code, errno }))?.outage]).toEqual([code, outage])
    }
  })

  it.each([
    ["Got error 28 - 'No space left on device' from storage engine", 'lost'],
    ["Got error 122 - 'Disk quota exceeded' from storage engine", 'lost'],
    ["Got error 24 - 'Too many open files' from storage engine", 'lost'],
    ["Got error 168 - 'Unknown (generic) error from engine' from storage engine", undefined],
    [undefined, undefined],
  ])('the outage of a storage engine that says %s is %s', (sqlMessage, outage) => {
    expect(readFault(failure({ code: 'ER_GET_ERRNO', errno: 1030, sqlMessage }))?.outage).toBe(outage)
  })

  it.each([
    [
      `target: mcpobs.-80.primary: no healthy tablet available for 'keyspace:"mcpobs" shard:"-80" tablet_type:PRIMARY'`,
      'unreached',
    ],
    [
      'target: mcpobs.-80.primary: primary is not serving, there may be a reparent operation in progress',
      'unreached',
    ],
    ['target: mcpobs.-80.primary: current keyspace is being resharded', 'unreached'],
    [
      'target: mcpobs.-80.primary: vttablet: rpc error: code = Code(17) desc = operation not allowed in state SHUTTING_DOWN',
      'unreached',
    ],
    [
      `target: mcpobs.-80.primary: vttablet: rpc error: code = Unavailable desc = tx engine can't accept new connections in state NotServing`,
      'unreached',
    ],
    ['upstream shards are not available', 'unreached'],
    ['VT14003: no connection for tablet cell:"a" uid:1', 'unreached'],
    [
      'failed to automatically buffer and retry failed request during failover. original err (type=*errors.fundamental): x',
      'unreached',
    ],
    [
      'target: mcpobs.-80.primary: vttablet: rpc error: code = Unavailable desc = error reading from server: EOF',
      'lost',
    ],
    ['target: mcpobs.-80.primary: vttablet: Connection Closed', 'lost'],
    ['VT03026: database not specified', undefined],
    // The text of a ticket, which Vitess repeats.
    [
      `target: mcpobs.-80.primary: vttablet: x (CallerID: a): Sql: "insert", BindVars: {no healthy tablet}`,
      undefined,
    ],
  ])('the outage of Vitess that says %s is %s', (sqlMessage, outage) => {
    expect(readFault(failure({ code: 'ER_UNKNOWN_ERROR', errno: 1105, sqlMessage }))?.outage).toBe(outage)
    expect(
      readFault(failure({ code: 'ER_BAD_FIELD_ERROR', errno: 1054, sqlMessage }))?.outage,
    ).toBeUndefined()
  })

  it.each([
    [new DriverException(failure({ code: 'ER_DUP_ENTRY' })), true],
    [new DriverException(failure({ code: 'ECONNREFUSED' })), true],
    [new ValidationError('Value for SupportTicket.title is required'), true],
    [failure({ sqlMessage: 'Duplicate entry' }), true],
    [failure({ code: 'ERR_SQLITE_ERROR', errcode: 19 }), true],
    [failure({ code: 'ECONNREFUSED' }), false],
    [failure({}, 'Queue limit reached.'), false],
  ])('whether the message of %o may repeat values: %s', (error, quotesValues) => {
    expect(readFault(error)?.quotesValues).toBe(quotesValues)
  })

  it('says nothing of an error that is not of the database', () => {
    expect(readFault(new TypeError('x'))).toBeUndefined()
    expect(readFault(failure({ code: 'FST_ERR_VALIDATION' }))).toBeUndefined()
  })
})

describe.each(databaseKinds.filter(({ name }) => name === 'MySQL'))('$name', (database) => {
  it('refuses to write into a schema that is read-only', async (context) => {
    const [server] = await runOnMySql('select version() as version')
    if (server?.version?.includes('Maria')) return context.skip()
    const { url, drop } = await database.create('read_only')
    const schema = new URL(url).pathname.slice(1)
    onTestFinished(async () => {
      await runOnMySql(`alter schema ${schema} read only = 0`)
      await drop()
    })
    await runOnMySql(`create table ${schema}.thing (id int primary key)`)
    await runOnMySql(`alter schema ${schema} read only = 1`)
    const writing = runOnMySql(`insert into ${schema}.thing values (1)`)
    expect(readFault(await writing.catch((error: unknown) => error))?.outage).toBe('unreached')
  })
})
