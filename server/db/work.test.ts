import { describe, expect, it } from 'vitest'
import {
  currentOwner,
  newWork,
  noteStatement,
  noteTenant,
  type OpenTransaction,
  runApart,
  runForAll,
  runWork,
  type Work,
} from './work.ts'

const BUSY = Object.assign(new Error('locked'), { code: 'ER_LOCK_WAIT_TIMEOUT' })
const THERE = Object.assign(new Error('there'), { code: 'ER_DUP_ENTRY' })
const LOST = Object.assign(new Error('lost'), { code: 'PROTOCOL_CONNECTION_LOST' })
const OTHER = new Error('nobody knows')

/** A statement, and the error that it fails with. */
type Step = [sql: string, error?: Error]

function doAll(work: Work, steps: readonly Step[], transaction?: OpenTransaction): void {
  runWork(work, () => {
    for (const [sql, error] of steps) {
      const noteError = noteStatement(sql, transaction)
      if (error) noteError(error)
    }
  })
}

describe('statements of a request that may have changed a row', () => {
  it.each<[string, number, Step[], Step[]]>([
    ['that reads', 0, [['select 1']], []],
    ['that writes', 1, [['insert into a']], []],
    ['that the database refused', 0, [['insert into a', BUSY]], []],
    ['of a row that was there', 0, [['insert into a', THERE]], []],
    ['that was lost', 1, [['insert into a', LOST]], []],
    ['that failed in a way nobody knows', 1, [['insert into a', OTHER]], []],
    ['in a transaction that is not committed', 0, [], [['insert into a'], ['rollback']]],
    ['in a transaction', 1, [], [['insert into a'], ['commit']]],
    ['in a transaction whose COMMIT was refused', 0, [], [['insert into a'], ['commit', BUSY]]],
    ['in a transaction whose COMMIT was lost', 1, [], [['insert into a'], ['commit', LOST]]],
    ['before one that was refused', 1, [['update a'], ['insert into a', BUSY]], []],
    ['in a transaction that only reads', 0, [], [['select 1'], ['commit']]],
  ])('one %s: %i', (_what, written, alone, together) => {
    const work = newWork()
    doAll(work, alone)
    doAll(work, together, { hasWritten: false })
    expect(work.written).toBe(written)
  })

  it('a transaction that was rolled back says nothing about the next one', () => {
    const work = newWork()
    doAll(work, [['insert into a', BUSY], ['rollback']], { hasWritten: false })
    doAll(work, [['select 1'], ['commit']], { hasWritten: false })
    expect(work.written).toBe(0)
  })

  it('an error that is told twice counts once', () => {
    const work = newWork()
    runWork(work, () => {
      const noteError = noteStatement('insert into a', undefined)
      noteError(BUSY)
      noteError(BUSY)
    })
    expect(work.written).toBe(0)
  })

  it('none follows an answer that nothing was written', () => {
    const work = { ...newWork(), isOver: true }
    expect(() => doAll(work, [['select 1']])).toThrow('answered before')
    expect(() => doAll({ ...work, written: 1 }, [['insert into a']])).not.toThrow()
  })
})

describe('the connections that a statement takes', () => {
  it('are those of its network by its transport, and then of its organization by its transport', () => {
    runWork(newWork('trpc', '192.0.2.1'), () => {
      expect(currentOwner()).toEqual({ kind: 'transport', name: 'trpc 192.0.2.1' })
      noteTenant('acme')
      expect(currentOwner()).toEqual({ kind: 'tenant', name: 'acme trpc' })
      expect(runApart(currentOwner)).toEqual({ kind: 'tenant', name: 'acme trpc' })
      expect(runForAll(currentOwner)).toBeUndefined()
    })
    expect(runWork(newWork('api', '192.0.2.1'), currentOwner)).toEqual({
      kind: 'transport',
      name: 'api 192.0.2.1',
    })
    expect(currentOwner()).toBeUndefined()
  })
})
