import { connect } from 'node:net'
import type { FastifyInstance } from 'fastify'

/** The port of an app that listens on loopback, which it does from now on. */
export async function listen(app: FastifyInstance): Promise<number> {
  const address = await app.listen({ host: '127.0.0.1', port: 0 })
  return Number(new URL(address).port)
}

export interface RawAnswer {
  status: number
  headers: string
  body: string
}

/** Sends exactly these lines, as no HTTP client would, and reads until the server closes the connection. */
export async function sendRaw(port: number, lines: readonly string[], body = ''): Promise<RawAnswer> {
  const { promise, resolve, reject } = Promise.withResolvers<string>()
  let text = ''
  const socket = connect(port, '127.0.0.1', () => socket.write(`${lines.join('\r\n')}\r\n\r\n${body}`))
  socket.setEncoding('utf8').on('data', (chunk: string) => {
    text += chunk
  })
  socket.on('error', reject).on('close', () => resolve(text))
  const answer = await promise
  const end = answer.indexOf('\r\n\r\n')
  return {
    status: Number(answer.split(' ')[1]),
    headers: answer.slice(0, end).toLowerCase(),
    body: answer.slice(end + 4),
  }
}
