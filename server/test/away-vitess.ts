import { once } from 'node:events'
import { type AddressInfo, createServer } from 'node:net'
import { MySqlWire } from '#testkit/network/mysql-wire.ts'
import { onTestFinished } from 'vitest'

/** Protocol 10, a version, a session, and how to sign in: `mysql_native_password`, with the text in two parts that it scrambles. */
const GREETING = Buffer.from(
  '\x0A8.0.40-Vitess\0\x01\0\0\0abcdefgh\0\xFF\xF7\x2D\x02\0\x08\0\x15\0\0\0\0\0\0\0\0\0\0abcdefghijkl\0mysql_native_password\0',
  'latin1',
)
/** The command with which a client goes. It waits for the end. */
const QUIT = 0x01
const OK = Buffer.from([0, 0, 0, 2, 0, 0, 0])
/** What vtgate says while no tablet of a shard serves: error 1105 in the state HY000. */
const AWAY = Buffer.from(
  `\xFF\x51\x04#HY000target: mcpobs.0.primary: no healthy tablet available for 'PLANTED'`,
  'latin1',
)

/**
 * A vtgate that lets everybody in, while the shards behind it do not serve.
 *
 * @param isUp answers whether a statement succeeds, such as the settings of a session while only one keyspace is away
 * @returns its address
 */
export async function startAwayVitess(isUp: (sql: string) => boolean): Promise<string> {
  const server = createServer((client) => {
    const wire = new MySqlWire()
    client.on('error', () => {}).write(packet(0, GREETING))
    client.once('data', () => {
      client.write(packet(2, OK))
      client.on('data', (bytes: Buffer) => {
        if (bytes[4] === QUIT) return client.end()
        for (const { sql } of wire.readClient(bytes)) client.write(packet(1, isUp(sql) ? OK : AWAY))
      })
    })
  }).listen(0, '127.0.0.1')
  onTestFinished(() => void server.close())
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  return `mysql://root:hunter2@127.0.0.1:${port}/mcpobs`
}

function packet(number: number, payload: Buffer): Buffer {
  return Buffer.concat([Buffer.from([payload.length, 0, 0, number]), payload])
}
