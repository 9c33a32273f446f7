/*
 * Many clients of a live stream in one process, forked by `live-subscribers.ts`. It says when all are greeted, and for
 * each change when the last of them had it.
 */
import { connect } from 'node:net'

export interface Order {
  port: number
  /** Requests as they are sent; each opens one stream. */
  requests: string[]
}

export type Answer = { greeted: number } | { reference: string; at: number } | { lost: string }

/** Connections that are being opened at a time, so that no queue of the machine overflows. */
const AT_ONCE = 50
const REFERENCE = /"reference":"([^"]+)"/

const seen = new Map<string, number>()
const say = (answer: Answer) => process.send!(answer)

process.once('message', async (order: Order) => {
  const waiting = [...order.requests]
  await Promise.all(
    Array.from({ length: AT_ONCE }, async () => {
      for (let request = waiting.pop(); request; request = waiting.pop()) {
        await follow(order.port, request, order.requests.length)
      }
    }),
  )
  say({ greeted: order.requests.length })
})

/** Resolves when the stream has greeted. */
function follow(port: number, request: string, all: number): Promise<void> {
  return new Promise((resolve) => {
    const socket = connect({ port, host: '127.0.0.1' })
    let rest = ''
    socket.setEncoding('latin1').setNoDelay(true)
    socket.write(request)
    socket.on('error', () => {})
    socket.once('close', () => say({ lost: rest.slice(0, 500) }))
    socket.on('data', (text: string) => {
      const lines = (rest + text).split('\n')
      rest = lines.pop()!
      for (const line of lines) {
        if (line.includes('"hello"')) resolve()
        const reference = REFERENCE.exec(line)?.[1]
        if (reference !== undefined) note(reference, all)
      }
    })
  })
}

function note(reference: string, all: number): void {
  const count = (seen.get(reference) ?? 0) + 1
  seen.set(reference, count)
  if (count === all) say({ reference, at: Date.now() })
}
