import { postTicket } from './sdk-caller.ts'

/** Requests at the same time. */
const AT_ONCE = 10

const FAILURES = [
  { tool: 'search_orders', error: { name: 'UpstreamError', message: 'The order service answered 500' } },
  { tool: 'get_order', error: { name: 'NotFoundError', message: 'There is no order 1042' } },
  { tool: 'refund_order', error: { name: 'TimeoutError', message: 'The bank did not answer within 30 s' } },
  { tool: 'list_returns', error: { name: 'TypeError', message: 'page.items is not iterable' } },
]
const THINGS = ['lamp', 'chair', 'table', 'mirror', 'carpet', 'shelf', 'sofa', 'curtain', 'pillow', 'clock']
const REPORTERS = 25

/**
 * Raises tickets over the API of the SDK, as the users of a shop do: of four tools, about ten things, by 25 people. The first
 * is about a lamp and by `reporter0@example.com`; so are every tenth and every 25th.
 */
export async function postTickets(dsn: string, count: number): Promise<void> {
  for (let start = 0; start < count; start += AT_ONCE) {
    const length = Math.min(AT_ONCE, count - start)
    await Promise.all(Array.from({ length }, (_, place) => post(dsn, start + place)))
  }
}

async function post(dsn: string, index: number): Promise<void> {
  const { status, body } = await postTicket(dsn, ticketOf(index))
  if (!body.ticket) throw new Error(`${status} ${JSON.stringify(body)}`)
}

function ticketOf(index: number) {
  const thing = THINGS[index % THINGS.length]
  const failure = FAILURES[index % FAILURES.length]
  return {
    title: `Order ${1_000 + index} of a ${thing} cannot be opened`,
    description: `I asked for my ${thing} and got an error. I expected to see order ${1_000 + index}.`,
    category: index % 5 === 0 ? 'Feature Request' : 'Bug Report',
    email: `reporter${index % REPORTERS}@example.com`,
    context: { correlation: 'incident-id', incident: { ...failure, outcome: 'tool-error', durationMs: 40 } },
  }
}
