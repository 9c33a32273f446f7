import type { TicketDto } from '#shared/support-ticket.ts'
import { expect, test } from 'vitest'
import { withheldPlaces } from './withheld-places.ts'

const ticket = {
  title: 'Search fails',
  description: '⟦redacted:withheld⟧',
  reporter: { kind: 'email', email: 'ana@example.com' },
  events: [
    { id: '1', type: 'opened', actor: { name: 'Ada' } },
    { id: '2', type: 'noted', note: 'Ana called', actor: { name: 'Ada' } },
    { id: '3', type: 'noted', note: '⟦redacted:withheld⟧', actor: { name: 'Ada' } },
  ],
  context: {
    correlation: 'incident-id',
    incident: {
      tool: 'search',
      startedAt: '2026-11-23T10:12:13.456Z',
      durationMs: 12,
      arguments: { 'a/b~c': { at: 1 } },
      error: { message: 'no', code: 500 },
    },
    trail: [{ tool: 'list', outcome: 'ok' }],
  },
} as unknown as TicketDto

test('names every value that the server takes away, and none that it keeps', () => {
  expect(withheldPlaces(ticket).map(({ name, value }) => [name, value])).toEqual([
    ['Title', 'Search fails'],
    ['E-mail address', 'ana@example.com'],
    ['Note 1, of Ada', 'Ana called'],
    ['/incident/tool', 'search'],
    ['/incident/arguments', '{"a/b~c":{"at":1}}'],
    ['/incident/arguments/a~1b~0c', '{"at":1}'],
    ['/incident/arguments/a~1b~0c/at', '1'],
    ['/incident/error/message', 'no'],
    ['/incident/error/code', '500'],
    ['/trail/0/tool', 'list'],
  ])
})

test('ends, however much there is', () => {
  const many = { ...ticket, context: { incident: { arguments: Array.from({ length: 5_000 }, () => 'x') } } }
  expect(withheldPlaces(many as unknown as TicketDto)).toHaveLength(400)
})
