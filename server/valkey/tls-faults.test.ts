import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { getCACertificates, setDefaultCACertificates } from 'node:tls'
import { hasValkey, TestValkey } from '#testkit/valkey/start-valkey.ts'
import { afterAll, beforeAll, describe, expect, it, onTestFinished, vi } from 'vitest'
import { openTestValkey } from '../test/limiter-stores.ts'

const OPERATING = readFileSync('docs/operating.md', 'utf8')
/** Of its table of faults. */
const ROWS = OPERATING.slice(OPERATING.indexOf('| `fault` |')).split('\n')

const folder = mkdtempSync(join(tmpdir(), 'mcp-obs-valkey-tls-'))
const file = (name: string) => join(folder, name)
/** Settings of a Valkey that wants a certificate of its clients. */
const ASKING = ['--tls-auth-clients', 'yes', '--tls-ca-cert-file', file('known.pem')]
const openssl = (...args: string[]) => execFileSync('openssl', args, { cwd: folder, stdio: 'pipe' })
const NEW_KEY = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes']

/** Makes `name.pem` with a key for `localhost`. */
function certify(name: string, authority: string, days: number): void {
  openssl('req', ...NEW_KEY, '-keyout', `${name}.key`, '-out', `${name}.csr`, '-subj', '/CN=localhost')
  const by = [
    '-CA',
    `${authority}.pem`,
    '-CAkey',
    `${authority}.key`,
    '-CAcreateserial',
    '-days',
    String(days),
  ]
  openssl('x509', '-req', '-in', `${name}.csr`, '-out', `${name}.pem`, ...by)
}

describe.runIf(hasValkey)('what the log says of a Valkey without an encrypted connection', () => {
  const known = getCACertificates('default')
  beforeAll(() => {
    for (const name of ['known', 'unknown'])
      openssl(
        'req',
        '-x509',
        ...NEW_KEY,
        '-keyout',
        `${name}.key`,
        '-out',
        `${name}.pem`,
        '-subj',
        `/CN=${name}`,
      )
    certify('good', 'known', 2)
    certify('expired', 'known', -1)
    certify('stranger', 'unknown', 2)
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
