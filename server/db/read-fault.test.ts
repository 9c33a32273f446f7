import { DriverException, ValidationError } from '@mikro-orm/core'
import { describe, expect, it } from 'vitest'
import { readFault } from './read-fault.ts'

const failure = (fields: object, message = 'x') => Object.assign(new Error(message), fields)

describe('readFault', () => {
  it.each([
    [failure({ code: 'ECONNREFUSED' }), 'unreached'],
    [failure({ code: 'ER_CON_COUNT_ERROR' }), 'unreached'],
    [failure({ code: 'ER_MAX_PREPARED_STMT_COUNT_REACHED' }), 'unreached'],
    [failure({ code: 'ETIMEDOUT', syscall: 'connect' }), 'unreached'],
    [failure({ code: 'ETIMEDOUT', syscall: 'read' }), 'lost'],
    [failure({ code: 'PROTOCOL_CONNECTION_LOST' }), 'lost'],
    [failure({}, 'Queue limit reached.'), 'unreached'],
    [failure({ code: 'ERR_SQLITE_ERROR', errcode: 5 }), 'unreached'],
    // SQLITE_BUSY_SNAPSHOT, an extended code of BUSY.
    [failure({ code: 'ERR_SQLITE_ERROR', errcode: 517 }), 'unreached'],
    [failure({ code: 'ERR_SQLITE_ERROR', errcode: 10 }), undefined],
    [failure({ code: 'ER_DUP_ENTRY' }), undefined],
    [failure({ code: 'ER_LOCK_WAIT_TIMEOUT' }), 'unreached'],
    [failure({ code: 'ER_LOCK_DEADLOCK' }), 'unreached'],
    [failure({ code: 'ER_OPTION_PREVENTS_STATEMENT' }), 'unreached'],
    [failure({ code: 'ER_CANT_EXECUTE_IN_READ_ONLY_TRANSACTION' }), 'unreached'],
    [failure({ code: 'ER_ACCESS_DENIED_ERROR' }), 'unreached'],
    [failure({ code: 'ER_CLIENT_INTERACTION_TIMEOUT' }), 'lost'],
    [failure({ code: 'ER_ERROR_ON_WRITE' }), 'lost'],
    [new TypeError('x'), undefined],
    ['text', undefined],
    [undefined, undefined],
  ])('the outage of %o is %s', (error, outage) => {
    expect(readFault(error)?.outage).toBe(outage)
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
