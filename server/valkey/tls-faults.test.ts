import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { getCACertificates, setDefaultCACertificates } from 'node:tls'
import { hasValkey, TestValkey } from '#testkit/valkey/start-valkey.ts'
import { afterAll, beforeAll, describe, expect, it, onTestFinished, vi } from 'vitest'
import { certify, makeAuthority } from '../test/certificates.ts'
import { openTestValkey } from '../test/limiter-stores.ts'

const OPERATING = readFileSync('docs/operating.md', 'utf8')
/** Of its table of faults. */
const ROWS = OPERATING.slice(OPERATING.indexOf('| `fault` |')).split('\n')

const folder = mkdtempSync(join(tmpdir(), 'mcp-obs-valkey-tls-'))
const file = (name: string) => join(folder, name)
/** Settings of a Valkey that wants a certificate of its clients. */
const ASKING = ['--tls-auth-clients', 'yes', '--tls-ca-cert-file', file('known.pem')]

describe.runIf(hasValkey)('what the log says of a Valkey without an encrypted connection', () => {
  const known = getCACertificates('default')
  beforeAll(() => {
    for (const name of ['known', 'unknown']) makeAuthority(folder, name)
    const host = 'localhost'
    certify(folder, 'good', { host, authority: 'known', days: 2 })
    certify(folder, 'expired', { host, authority: 'known', days: -1 })
    certify(folder, 'stranger', { host, authority: 'unknown', days: 2 })
    setDefaultCACertificates([...known, readFileSync(file('known.pem'), 'utf8')])
  })
  afterAll(() => {
    setDefaultCACertificates(known)
    rmSync(folder, { recursive: true })
  })
  const withTls = (name: string, ...settings: string[]) =>
    TestValkey.startWithTls(file(`${name}.key`), file(`${name}.pem`), settings)

  it.each([
    ['rediss', 'CERT_HAS_EXPIRED', 'has expired', () => withTls('expired')],
    ['rediss', 'UNABLE_TO_VERIFY_LEAF_SIGNATURE', 'authority', () => withTls('stranger')],
    [
      'rediss',
      'ERR_SSL_TLSV13_ALERT_CERTIFICATE_REQUIRED',
      'tls-auth-clients',
      () => withTls('good', ...ASKING),
    ],
    [
      'rediss',
      'ERR_SSL_TLSV1_ALERT_PROTOCOL_VERSION',
      'tls-protocols',
      () => withTls('good', '--tls-protocols', 'TLSv1.1'),
    ],
    ['rediss', 'ETIMEDOUT', 'without TLS', () => TestValkey.start()],
    [
      'rediss',
      'ERR_SSL_SSL/TLS_ALERT_HANDSHAKE_FAILURE',
      'tls-auth-clients',
      () => withTls('good', '--tls-protocols', 'TLSv1.2', ...ASKING),
    ],
    // The connection is ended, in one way or another.
    ['redis', 'ECONNRESET', 'encrypted connections only', () => withTls('good')],
  ])('%s: %s, which the manual explains', async (protocol, fault, words, start) => {
    const server = await start()
    onTestFinished(() => server.kill())
    const { valkey, states } = await openTestValkey(`${protocol}://localhost:${server.port}`)
    onTestFinished(() => valkey.close())
    const [row = '', ...others] = ROWS.filter((line) => line.includes(`\`${fault}\``))
    expect([row, others]).toEqual([expect.stringContaining(words), []])
    // What the connection says first can be that it ended.
    await vi.waitFor(
      () => expect(states.map((state) => row.includes(`\`${state}\``))).toContain(true),
      10_000,
    )
    expect(states).not.toContain('up')
  })
})
