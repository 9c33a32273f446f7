import { expect, test, vi } from 'vitest'
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

test('while something is broken there is time, and then five seconds', () => {
  vi.useFakeTimers()
  try {
    const ledger = ledgerWith(0)
    const mended = ledger.breaks()
    vi.advanceTimersByTime(60_000)
    mended()
    hear(ledger, HEARD_WITHIN_MS - 100)
    expect(ledger.compare(stored)).toMatchObject({ unheard: 0 })
    hear(ledger, HEARD_WITHIN_MS + 100)
    expect(ledger.compare(stored)).toMatchObject({ unheard: 1 })
  } finally {
    vi.useRealTimers()
  }
})

test('an answer that a fault does not explain is a violation, and so is none in time', () => {
  const ledger = new Ledger(1)
  for (const outcome of ['201', '503 service-unavailable', '502', 'connection']) ledger.count(outcome, 5)
  expect([ledger.failed, ledger.violations.size]).toEqual([3, 0])
  ledger.count('404 server-not-found', 5)
  ledger.count('no-answer', 5)
  expect([...ledger.violations.keys()]).toEqual(['404 server-not-found', 'no-answer'])
})
