import { copyFileSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { freePort } from '#testkit/processes/free-port.ts'
import { Program, run } from '#testkit/processes/program.ts'
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest'
import { hasMariaDb } from '#testkit/platform/own-mariadb.ts'
import { TlsDatabase } from '../test/tls-database.ts'
import { readMySqlUrl } from './database-url.ts'
import { migrate } from './migrate.ts'
import { openDatabase } from './orm.ts'
import { readFault } from './read-fault.ts'

const at = (query: string, host = 'db.example.com') => `mysql://ada:se%3Fcret@${host}:3307/desk${query}`

describe('readMySqlUrl', () => {
  it('reads the parts, decoded, and encrypts nothing by itself', () => {
    const address = { host: 'db.example.com', port: 3307, user: 'ada', password: 'se?cret', database: 'desk' }
    expect(readMySqlUrl(at(''))).toEqual(address)
    expect(readMySqlUrl(at('?ssl-mode=DISABLED'))).toEqual(address)
    expect(readMySqlUrl('mysql://root@[::1]/desk')).toMatchObject({ host: '::1', port: 3306 })
  })

  it.each([
    ['REQUIRED', { rejectUnauthorized: false, verifyIdentity: false }],
    ['VERIFY_CA', { rejectUnauthorized: true, verifyIdentity: false }],
    ['VERIFY_IDENTITY', { rejectUnauthorized: true, verifyIdentity: true }],
  ])('takes ssl-mode=%s', (mode, ssl) => {
    expect(readMySqlUrl(at(`?ssl-mode=${mode}`)).ssl).toEqual(ssl)
  })

  it.each([
    ['?ssl=true', 'the parameter ssl is unknown. Known are ssl-mode and ssl-ca.'],
    ['?ssl_mode=REQUIRED', 'the parameter ssl_mode is unknown.'],
    ['?ssl-mode=REQUIRED&connectTimeout=1', 'the parameter connectTimeout is unknown.'],
    ['?%3Ch1%3E=1', 'the parameter is unknown.'],
    ['?ssl-mode=required', 'ssl-mode must be one of DISABLED, REQUIRED, VERIFY_CA, VERIFY_IDENTITY.'],
    ['?ssl-mode=PREFERRED', 'ssl-mode must be one of DISABLED, REQUIRED, VERIFY_CA, VERIFY_IDENTITY.'],
    ['?ssl-mode=', 'ssl-mode must be one of'],
    ['?ssl-mode=DISABLED&ssl-mode=REQUIRED', 'the parameter ssl-mode is given more than once.'],
    ['?ssl-mode=REQUIRED&ssl-mode=REQUIRED', 'the parameter ssl-mode is given more than once.'],
    ['?ssl-mode=VERIFY_CA&ssl-ca=/a&ssl-ca=/b', 'the parameter ssl-ca is given more than once.'],
    ['#ssl-mode=REQUIRED', 'what follows a # would be ignored.'],
    ['?ssl-mode=DISABLED#ssl-mode=REQUIRED', 'what follows a # would be ignored.'],
    ['?ssl-ca=/ca.pem', 'ssl-ca is used with ssl-mode=VERIFY_CA or VERIFY_IDENTITY only.'],
    ['?ssl-mode=REQUIRED&ssl-ca=/ca.pem', 'ssl-ca is used with'],
    ['?ssl-mode=VERIFY_CA&ssl-ca=/no/such/ca.pem', 'the file that ssl-ca names cannot be read.'],
    ['?ssl-mode=VERIFY_CA&ssl-ca=package.json', 'the file that ssl-ca names holds no certificate'],
  ])('refuses %s', (query, message) => {
    expect(() => readMySqlUrl(at(query))).toThrow(`DATABASE_URL: ${message}`)
  })

  it.each(['127.0.0.1', '[::1]'])('refuses to verify the identity of the address %s', (host) => {
    expect(() => readMySqlUrl(at('?ssl-mode=VERIFY_IDENTITY', host))).toThrow(
      'DATABASE_URL: ssl-mode=VERIFY_IDENTITY needs the name of the host, not its IP address.',
    )
  })

  it('an unknown parameter stops the start', async () => {
    const env = { DATABASE_URL: 'mysql://root@127.0.0.1/x?ssl=%7B%22ca%22%3A%22PLANTED%22%7D' }
    expect(await run('server/main.ts', { env })).toEqual({
      code: 1,
      output:
        'mcp-obs does not start: DATABASE_URL: the parameter ssl is unknown. Known are ssl-mode and ssl-ca.\n',
    })
  })
})

describe.skipIf(!hasMariaDb)('TLS to the database', () => {
  let database: TlsDatabase
  beforeAll(async () => {
    database = await TlsDatabase.start()
  })
  afterAll(() => database.stop())

  /** The cipher as the database sees it: empty when the connection is not encrypted. */
  const cipherOf = async (url: string) => {
    const orm = await openDatabase(url, [])
    try {
      const [row] = await orm.em.execute<{ Value: string }[]>(`show session status like 'Ssl_cipher'`)
      return row!.Value
    } finally {
      await orm.close(true)
    }
  }
  const failure = (url: string) => cipherOf(url).catch((error: unknown) => error)
  const verify = (mode: string, authority: 'authority' | 'stranger') =>
    `?ssl-mode=${mode}&ssl-ca=${database.authority(authority)}`
  const REFUSED = expect.objectContaining({ code: 'HANDSHAKE_SSL_ERROR' })

  it('is used when it is asked for', async () => {
    expect(await cipherOf(database.url('localhost'))).toBe('')
    expect(await cipherOf(database.url('localhost', '?ssl-mode=DISABLED'))).toBe('')
    expect(await cipherOf(database.url('localhost', '?ssl-mode=REQUIRED'))).toMatch(/AES|CHACHA/)
  })

  it('VERIFY_CA takes certificates of the given authority only, for any host', async () => {
    expect(await cipherOf(database.url('127.0.0.1', verify('VERIFY_CA', 'authority')))).toMatch(/AES|CHACHA/)
    expect(await failure(database.url('localhost', verify('VERIFY_CA', 'stranger')))).toEqual(REFUSED)
    expect(await failure(database.url('localhost', '?ssl-mode=VERIFY_CA'))).toEqual(REFUSED)
  })

  it('VERIFY_IDENTITY takes certificates for this host only', async () => {
    const url = database.url('localhost', verify('VERIFY_IDENTITY', 'authority'))
    expect(await cipherOf(url)).toMatch(/AES|CHACHA/)
    expect(await failure(database.url('localhost', verify('VERIFY_IDENTITY', 'stranger')))).toEqual(REFUSED)
    await database.certifyAs('db.example.com')
    const refused = await failure(url)
    expect(refused).toEqual(REFUSED)
    expect(readFault(refused)?.outage).toBe('unreached')
    expect(await cipherOf(database.url('localhost', verify('VERIFY_CA', 'authority')))).toMatch(/AES|CHACHA/)
    await database.certifyAs('localhost')
  })

  it('reads a replaced file of authorities for the next connection, and goes on without one', async () => {
    const file = `${database.authority('authority')}.replaced`
    copyFileSync(database.authority('authority'), file)
    const both = ['authority', 'stranger'] as const
    const old = readFileSync(file, 'utf8')
    const bundle = both.map((name) => readFileSync(database.authority(name), 'utf8')).join('')
    const orm = await openDatabase(database.url('localhost', `?ssl-mode=VERIFY_IDENTITY&ssl-ca=${file}`), [])
    onTestFinished(() => orm.close(true))
    const held: (typeof orm.em)[] = []
    onTestFinished(async () => {
      for (const em of held) await em.rollback()
    })
    /** Each one is in use until the end, so that the next one is new. */
    const connect = async () => {
      const em = orm.em.fork()
      await em.begin()
      held.push(em)
    }
    await connect()
    await database.certifyAs('localhost', 'stranger')
    onTestFinished(() => database.certifyAs('localhost'))
    await expect(connect()).rejects.toEqual(REFUSED)
    writeFileSync(file, bundle)
    await connect()
    rmSync(file)
    await connect()
    for (const unusable of ['', 'no certificate', bundle.slice(0, -60)]) {
      writeFileSync(file, unusable)
      await connect()
    }
    writeFileSync(file, old)
    await expect(connect()).rejects.toEqual(REFUSED)
  })

  it('protects every connection of a start, migrations included', async () => {
    await database.requireTls()
    await expect(migrate(database.url('localhost'))).rejects.toThrow(/denied|insecure transport/)
    const env = {
      DATABASE_URL: database.url('localhost', verify('VERIFY_IDENTITY', 'authority')),
      PORT: String(await freePort()),
      HEALTH_PORT: String(await freePort()),
    }
    const program = new Program('server/main.ts', { env })
    onTestFinished(async () => void (await program.stop()))
    await program.says(/Dashboard: http/)
  })
})
