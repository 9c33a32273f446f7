import { Writable } from 'node:stream'
import { expect, it } from 'vitest'
import { EventStream } from './event-stream.ts'

it('a sign of life for a stream that has ended, and whose client does not read, is no error', async () => {
  const stream = new EventStream()
  const failed = new Promise((resolve) => stream.on('error', resolve)).then(() => 'failed')
  const bytes = Buffer.from('x')
  const client = new Writable({
    highWaterMark: 1,
    write: (_chunk, _encoding, read) => void setTimeout(read, 50),
  })
  const ended = new Promise((resolve) => stream.on('end', resolve)).then(() => 'ended')
  stream.pipe(client)
  await stream.write(bytes)
  await new Promise(setImmediate)
  stream.end(undefined)
  expect(stream.readableLength).toBe(0)
  stream.ping(bytes)
  expect(await Promise.race([ended, failed])).toBe('ended')
})
