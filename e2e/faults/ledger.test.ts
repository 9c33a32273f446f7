import { describe, expect, onTestFinished, test, vi } from 'vitest'
import { HEARD_WITHIN_MS, Ledger } from './ledger.ts'

/** A ledger with one ticket that was acknowledged, and heard by both watchers so many milliseconds later. */
function ledgerWith(heardAfterMs: number): Ledger {
  const ledger = new Ledger(2)
  ledger.acknowledge('A', 'ACME-1')
  hear(ledger, heardAfterMs)
  return ledger
}

function hear(ledger: Ledger, afterMs: number): void {
  for (const heard of ledger.heard) heard.set('ACME-1', performance.now() + afterMs)
}

const stored = [{ title: 'A', reference: 'ACME-1' }]

test('what was acknowledged, is there once and was heard is in order', () => {
  expect(ledgerWith(10).compare(stored)).toMatchObject({ lost: 0, duplicates: 0, unheard: 0 })
})

test('a ticket that is not there, or is another one, is lost', () => {
  expect(ledgerWith(10).compare([])).toMatchObject({ lost: 1 })
  expect(ledgerWith(10).compare([{ title: 'A', reference: 'ACME-2' }])).toMatchObject({ lost: 1 })
})

test('a ticket that is there twice is a duplicate, acknowledged or not', () => {
  expect(ledgerWith(10).compare([...stored, { title: 'A', reference: 'ACME-2' }])).toMatchObject({
    duplicates: 1,
  })
  expect(new Ledger(1).compare([...stored, ...stored])).toMatchObject({ duplicates: 1 })
})

test('a key that is answered with another reference is a violation', () => {
  const ledger = ledgerWith(10)
  ledger.acknowledge('A', 'ACME-1')
  expect([ledger.replays, ledger.violations.size]).toEqual([1, 0])
  ledger.acknowledge('A', 'ACME-2')
  expect([...ledger.violations.keys()]).toEqual(['two references'])
})

test('a ticket that one watcher never heard of, or too late, is unheard', () => {
  const ledger = ledgerWith(10)
  ledger.heard[1]!.clear()
  expect(ledger.compare(stored)).toMatchObject({ unheard: 1 })
  expect(ledgerWith(HEARD_WITHIN_MS + 100).compare(stored)).toMatchObject({ unheard: 1 })
})

test('what a release acknowledged that told only some dashboards may be unheard, and nothing later', () => {
  const ledger = new Ledger(2)
  ledger.acknowledge('A', 'ACME-1')
  expect([ledger.isHeard, ledger.compare(stored).unheard]).toEqual([false, 1])
  ledger.tellsAllFromNowOn()
  expect([ledger.isHeard, ledger.compare(stored).unheard]).toEqual([true, 0])
  ledger.acknowledge('B', 'ACME-2')
  expect([ledger.isHeard, ledger.compare(stored).unheard]).toEqual([false, 1])
})

/** Seconds before the ticket. */
const BEFORE = 10

/** In seconds from the ticket on. */
type Fault = [from: number, to: number]

/** @returns whether a ticket counts as unheard that is heard so many seconds after its acknowledgement */
function isUnheard(faults: Fault[], heardAt: number): boolean {
  vi.useFakeTimers()
  onTestFinished(() => void vi.useRealTimers())
  const ledger = new Ledger(2)
  const after = (seconds: number, step: () => void) => setTimeout(step, seconds * 1_000)
  after(BEFORE, () => ledger.acknowledge('A', 'ACME-1'))
  for (const [from, to] of faults) after(BEFORE + from, () => void after(to - from, ledger.breaks()))
  after(BEFORE + heardAt, () => hear(ledger, 0))
  vi.runAllTimers()
  return ledger.compare(stored).unheard === 1
}

describe('a ticket must be heard as soon as there were five seconds without a fault', () => {
  const long: Fault = [1, 60]
  const short: Fault[] = [3, 9, 15].map((from) => [from, from + 3])
  const later: Fault = [100, 110]

  test.each<[string, Fault[], number, boolean]>([
    ['while something is broken there is time', [long], 59, false],
    ['and then five seconds', [long], 64.9, false],
    ['but no longer', [long], 65.1, true],
    ['a fault from before the ticket counts', [[-1, 60]], 64.9, false],
    ['one that was over before does not', [[-2, -1]], 5.1, true],
    ['one that begins when the ticket is late does not', [later], 101, true],
    ['nor does it where another one was in time', [long, later], 101, true],
    ['shorter times without a fault do not add up', short, 22.9, false],
    ['after the last of them there are five seconds, too', short, 23.1, true],
    ['of two faults at once the longer one counts', [long, [2, 4]], 64.9, false],
  ])('%s', (_, faults, heardAt, unheard) => {
    expect(isUnheard(faults, heardAt)).toBe(unheard)
  })
})

test('an answer that a fault does not explain is a violation, and so is none in time', () => {
  const ledger = new Ledger(1)
  for (const outcome of ['201', '503 service-unavailable', '502', 'connection']) ledger.count(outcome, 5)
  expect([ledger.failed, ledger.violations.size]).toEqual([3, 0])
  ledger.count('404 server-not-found', 5)
  ledger.count('no-answer', 5)
  expect([...ledger.violations.keys()]).toEqual(['404 server-not-found', 'no-answer'])
})
