import { type AddressInfo, connect, type Socket } from 'node:net'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { databases } from '../test/databases.ts'
import { type Desk, startDesk } from '../test/sdk-caller.ts'

const POST = 'POST /api/mcpserver/support HTTP/1.1\r\nContent-Type: application/json\r\n'

/** Clients, and a proxy in front, send any number of requests on one connection. */
describe('what stays of a request on its connection', () => {
  let desk: Desk
  /** The server's end of each connection. */
  const accepted: Socket[] = []
  beforeAll(async () => {
    desk = await startDesk(databases[0]!.url)
    desk.app.server.on('connection', (socket: Socket) => accepted.push(socket))
    await desk.app.listen({ host: '127.0.0.1', port: 0 })
  })
  afterAll(() => desk.close())

  it.each([
    ['with a body that comes after the answer', `${POST}Content-Length: 1\r\n`, '', 'x'],
    ['with a body that is refused', `${POST}Content-Length: 2\r\n`, '{}', ''],
    ['of a path that is not there', 'GET /nothing HTTP/1.1\r\n', '', ''],
    ['of a path that cannot be read', 'GET /%ff HTTP/1.1\r\n', '', ''],
    ['after an empty line', '\r\nGET /api/mcpserver/config HTTP/1.1\r\n', '', ''],
    ['of another method', 'OPTIONS /api/mcpserver/support HTTP/1.1\r\n', '', ''],
  ])('is nothing: one %s', async (_kind, head, body, late) => {
    const socket = connect((desk.app.server.address() as AddressInfo).port, '127.0.0.1')
    const ask = async () => {
      const answered = new Promise((resolve) => socket.once('data', resolve))
      socket.write(`${head}Host: ${desk.server.host}\r\n\r\n${body}`)
      await answered
      socket.write(late)
    }
    for (let times = 0; times < 3; times++) await ask()
    const few = listenersOf(accepted.at(-1)!)
    for (let times = 0; times < 20; times++) await ask()
    expect(listenersOf(accepted.at(-1)!)).toEqual(few)
    socket.destroy()
  })
})

function listenersOf(socket: Socket): Record<string, number> {
  return Object.fromEntries(socket.eventNames().map((name) => [String(name), socket.listenerCount(name)]))
}
