import { createSocket, type Socket } from 'node:dgram'
import { once } from 'node:events'
import type { LookupAddress } from 'node:dns'
import { expect, it, onTestFinished } from 'vitest'
import { lookUpBy } from './look-up-host.ts'

it('finds all addresses of a host, and one', async () => {
  const server = await startNameServer((question) => answerWith(question, [192, 0, 2, 7]))
  expect(await lookUp(server, true)).toEqual([{ address: '192.0.2.7', family: 4 }])
  expect(await lookUp(server, false)).toBe('192.0.2.7')
})

it('gives up on a name server that is silent, before the fetch does', async () => {
  const server = await startNameServer(() => undefined)
  const begun = performance.now()
  await expect(lookUp(server, true)).rejects.toMatchObject({ code: 'ETIMEOUT' })
  expect(performance.now() - begun).toBeLessThan(2_500)
})

it('says of a host that is not there that it is not', async () => {
  const server = await startNameServer((question) => answerWith(question))
  await expect(lookUp(server, true)).rejects.toMatchObject({ code: 'ENOTFOUND' })
})

function lookUp(server: string, all: boolean): Promise<string | LookupAddress[]> {
  return new Promise((resolve, reject) => {
    lookUpBy([server])('client.example', { all }, (error, found) => (error ? reject(error) : resolve(found)))
  })
}

async function startNameServer(answer: (question: Buffer) => Buffer | undefined): Promise<string> {
  const socket: Socket = createSocket('udp4')
  socket.on('message', (question, { port, address }) => {
    const text = answer(question)
    if (text) socket.send(text, port, address)
  })
  socket.bind(0, '127.0.0.1')
  await once(socket, 'listening')
  onTestFinished(() => void socket.close())
  return `127.0.0.1:${socket.address().port}`
}

/** An answer (RFC 1035 §4.1) to a question for an IPv4 address, and none for others; without an address, the name is not there. */
function answerWith(message: Buffer, address?: readonly number[]): Buffer {
  const end = message.indexOf(0, 12) + 5
  const hasAddress = address !== undefined && message.readUInt16BE(end - 4) === 1
  const head = Buffer.from(message.subarray(0, 12))
  head.writeUInt16BE(address ? 0x8180 : 0x8183, 2)
  head.writeUInt16BE(hasAddress ? 1 : 0, 6)
  head.writeUInt32BE(0, 8)
  const record = hasAddress ? [0xc0, 12, 0, 1, 0, 1, 0, 0, 0, 60, 0, 4, ...address] : []
  return Buffer.concat([head, message.subarray(12, end), Buffer.from(record)])
}
