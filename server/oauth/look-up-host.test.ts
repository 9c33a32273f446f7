import { createSocket, type Socket } from 'node:dgram'
import { once } from 'node:events'
import { connect } from 'node:net'
import type { LookupAddress } from 'node:dns'
import { expect, it, onTestFinished } from 'vitest'
import { lookUpBy } from './look-up-host.ts'

it('finds all addresses of a host, and one', async () => {
  const server = await startNameServer((question) => answerWith(question, [192, 0, 2, 7]))
  expect(await lookUp(server, true)).toEqual([{ address: '192.0.2.7', family: 4 }])
  expect(await lookUp(server, false)).toBe('192.0.2.7')
})

it('gives up on a name server that is silent', async () => {
  const server = await startNameServer(() => undefined)
  await expect(lookUp(server, true)).rejects.toMatchObject({ code: 'ETIMEOUT' })
})

it('says of a host that is not there that it is not', async () => {
  const server = await startNameServer((question) => answerWith(question))
  await expect(lookUp(server, true)).rejects.toMatchObject({ code: 'ENOTFOUND' })
})

it('says of an alias that leads to no address that it has none, which Node does not expect', async () => {
  const server = await startNameServer(answerWithAlias)
  await expect(lookUp(server, true)).rejects.toThrow('The host has no address')
  const socket = connect({ host: 'client.example', port: 1, lookup: lookUpBy([server]) })
  await expect(once(socket, 'connect')).rejects.toThrow('The host has no address')
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

const ALIAS = [0xc0, 12, 0, 5, 0, 1, 0, 0, 0, 60, 0, 4, 1, 0x61, 0xc0, 12]

/** An answer (RFC 1035 §4.1) to a question for an IPv4 address, and none for others; without an address, the name is not there. */
function answerWith(message: Buffer, address?: readonly number[]): Buffer {
  const isAsked = message.readUInt16BE(message.indexOf(0, 12) + 1) === 1
  const record = address && isAsked ? [0xc0, 12, 0, 1, 0, 1, 0, 0, 0, 60, 0, 4, ...address] : []
  return writeAnswer(message, address ? 0x8180 : 0x8183, record)
}

function answerWithAlias(message: Buffer): Buffer {
  return writeAnswer(message, 0x8180, ALIAS)
}

function writeAnswer(message: Buffer, flags: number, record: readonly number[]): Buffer {
  const head = Buffer.from(message.subarray(0, 12))
  head.writeUInt16BE(flags, 2)
  head.writeUInt16BE(record.length > 0 ? 1 : 0, 6)
  head.writeUInt32BE(0, 8)
  return Buffer.concat([head, message.subarray(12, message.indexOf(0, 12) + 5), Buffer.from(record)])
}
