import type { TicketPageDto, TicketRowDto, TicketStatus } from '#shared/support-ticket.ts'
import { describe, expect, test } from 'vitest'
import { mergePage } from './merge-page.ts'

/** A ticket opened in the given minute: later minutes come first in the list. */
function row(minute: number, status: TicketStatus = 'open'): TicketRowDto {
  return {
    reference: `TK-${minute}`,
    title: `Ticket of minute ${minute}`,
    category: 'Other',
    status,
    createdAt: new Date(minute * 60_000).toISOString(),
    server: { slug: 'acme', name: 'Acme' },
    reporter: { kind: 'none' },
  }
}

function page(minutes: number[], older?: string): TicketPageDto {
  return { tickets: minutes.map((minute) => row(minute)), ...(older && { older }) }
}

function minutes({ tickets }: TicketPageDto): string[] {
  return tickets.map(({ reference }) => reference.slice(3))
}

describe('R4.3 the list that is being read', () => {
  test('counts new tickets and leaves the rows where they are', () => {
    const merged = mergePage(page([3, 2, 1]), page([5, 4, 3, 2, 1]))
    expect(merged.arrivals).toBe(2)
    expect(minutes(merged.page)).toEqual(['3', '2', '1'])
  })

  test('shows a changed row in place', () => {
    const latest = { tickets: [row(3), row(2, 'closed'), row(1)] }
    const merged = mergePage(page([3, 2, 1]), latest)
    expect(merged.page.tickets[1]?.status).toBe('closed')
    expect(merged.arrivals).toBe(0)
  })

  test('removes a row that no longer matches the filters, and adds the next one', () => {
    const merged = mergePage(page([4, 3, 2], 'after-2'), page([4, 2, 1], 'after-1'))
    expect(minutes(merged.page)).toEqual(['4', '2', '1'])
    expect(merged.page.older).toBe('after-1')
  })

  test('keeps rows that new ones moved to the next page, and the cursor after them', () => {
    const merged = mergePage(page([3, 2, 1], 'after-1'), page([5, 4, 3], 'after-3'))
    expect(merged.arrivals).toBe(2)
    expect(minutes(merged.page)).toEqual(['3', '2', '1'])
    expect(merged.page.older).toBe('after-1')
  })

  test('shows the new name of a server also in rows that new ones moved to the next page', () => {
    const server = { slug: 'acme', name: 'Renamed' }
    const latest = page([5, 4, 3], 'after-3')
    const renamed = { ...latest, tickets: latest.tickets.map((ticket) => ({ ...ticket, server })) }
    const merged = mergePage(page([3, 2, 1], 'after-1'), renamed)
    expect(merged.page.tickets.map((ticket) => ticket.server.name)).toEqual(['Renamed', 'Renamed', 'Renamed'])
  })

  test('counts a whole page of new tickets without losing what is shown', () => {
    const merged = mergePage(page([3, 2, 1], 'after-1'), page([6, 5, 4], 'after-4'))
    expect(merged.arrivals).toBe(3)
    expect(minutes(merged.page)).toEqual(['3', '2', '1'])
  })

  test('inserts a row again when it matches again', () => {
    const merged = mergePage(page([3, 1]), page([3, 2, 1]))
    expect(merged.arrivals).toBe(0)
    expect(minutes(merged.page)).toEqual(['3', '2', '1'])
  })

  test('shows the first ticket at once where the list was empty', () => {
    expect(mergePage(page([]), page([1]))).toEqual({ page: page([1]), arrivals: 0 })
  })

  test('keeps rows that the server has not looked at this time, and what was known of those after them', () => {
    const searchedTo = row(4).createdAt
    const merged = mergePage(page([5, 3, 2], 'after-2'), { ...page([], 'after-4'), searchedTo })
    expect(merged).toEqual({ page: page([3, 2], 'after-2'), arrivals: 0 })
  })

  test('becomes empty when nothing matches any more', () => {
    expect(mergePage(page([2, 1]), page([]))).toEqual({ page: page([]), arrivals: 0 })
  })
})
