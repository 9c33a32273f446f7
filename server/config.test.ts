import { randomBytes } from 'node:crypto'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { summariseFault } from './http/describe-fault.ts'
import { ConfigError, readConfig } from './config.ts'
import { readMySqlUrl } from './db/database-url.ts'

/** As `openssl rand -base64 32` makes them. */
const randomSecret = () => randomBytes(32).toString('base64')

const PRODUCTION = {
  APP_ORIGIN: 'https://desk.example.com',
  BASE_DOMAIN: 'mcp.example.com',
  DATABASE_URL: 'mysql://u:p@db/x?ssl-mode=REQUIRED',
  APP_SECRET: randomSecret(),
}

/** On this machine only, and without https. */
const TRIAL = { APP_ORIGIN: 'http://localhost:3000', BASE_DOMAIN: 'localhost:3000' }

const folder = mkdtempSync(join(tmpdir(), 'mcp-obs-config-'))
afterAll(() => rmSync(folder, { recursive: true }))

function secretFile(name: string, text: string): string {
  const file = join(folder, name)
  writeFileSync(file, text)
  return file
}

describe('the configuration', () => {
  it('needs nothing in development', () => {
    expect(readConfig({})).toMatchObject({
      appOrigin: 'http://localhost:3000',
      baseDomain: 'localhost:3000',
      databaseUrl: 'sqlite:.data/mcp-obs.db',
      signUp: 'open',
    })
    expect(readConfig({ PORT: '4000' })).toMatchObject({
      appOrigin: 'http://localhost:4000',
      baseDomain: 'localhost:4000',
    })
  })

  it('starts in production when everything is set, with sign-up closed', () => {
    expect(readConfig(PRODUCTION)).toMatchObject({ production: true, signUp: 'closed', drainMs: 5_000 })
  })

  it.each([
    ['APP_ORIGIN', undefined],
    ['APP_ORIGIN', 'http://desk.example.com'],
    ['APP_ORIGIN', 'desk'],
    ['BASE_DOMAIN', ''],
    ['BASE_DOMAIN', 'https://mcp.example.com'],
    ['DATABASE_URL', undefined],
    ['DATABASE_URL', 'postgres://u:p@db/x'],
    ['DATABASE_URL', 'mysql://'],
    ['DATABASE_URL', 'mysql://u:p@db'],
    ['DATABASE_URL', 'mysql://u:p@db/?ssl-mode=REQUIRED'],
    ['DATABASE_URL', 'mysql://u:p@db:99999/x'],
    ['DATABASE_URL', 'sqlite:'],
    ['DATABASE_URL', 'sqlite::memory:'],
    ['APP_SECRET', undefined],
    ['APP_SECRET', 'short'],
    ['APP_SECRET', 'development-secret-that-production-refuses'],
    ['PORT', '70000'],
    ['SIGN_UP', 'sometimes'],
    ['CLIENT_DOCUMENTS', 'false'],
    ['NODE_ENV', 'prod'],
    ['BASE_DOMAIN', '.mcp.example.com'],
    ['BASE_DOMAIN', 'mcp.example.com.'],
    ['BASE_DOMAIN', 'mcp..example.com'],
    ['BASE_DOMAIN', '-mcp.example.com'],
    ['BASE_DOMAIN', 'mcp-.example.com'],
    ['BASE_DOMAIN', '192.0.2.7'],
    ['BASE_DOMAIN', 'mcp.example.com:99999'],
    ['BASE_DOMAIN', 'mcp.example.com:0'],
    ['APP_ORIGIN', 'https://desk.mcp.example.com'],
    ['APP_ORIGIN', 'https://a.desk.mcp.example.com.:8443'],
    ['DRAIN_MS', '25000'],
    ['DRAIN_MS', '60000'],
    ['GRACE_MS', '5000'],
    ['ALLOW_UNSAFE', 'everything'],
    ['ALLOW_UNSAFE', 'http-origin,weak_secret'],
    ['ALLOW_UNSAFE', 'true'],
    ['ALLOW_NON_DURABLE_DATABASE', 'true'],
    ['DATABASE_URL', 'mysql://u:p@db/x'],
    ['DATABASE_URL', 'mysql://u:p@192.0.2.7:3307/x?ssl-mode=DISABLED'],
    ['DATABASE_URL', 'mysql://u:p@localhost.example.com/x'],
    ['APP_SECRET', 'x'.repeat(64)],
    ['APP_SECRET', 'abc123'.repeat(8)],
    ['APP_SECRET', 'Please-change-me-before-production-starts'],
    ['APP_SECRET', '0123456789abcdef0123456789ABCDEF'],
    ['APP_SECRET', '11112222333344445555666611112222'],
    ['APP_SECRET', 'your-own-key-goes-in-here-your-own-key-goes-in-here'],
    ['APP_SECRET', 'keep-this-a-long-private-text-keep-this-a-long-'],
    ['APP_SECRET', 'zyxwvutsrqponmlkjihgfedcba9876543210'],
    ['APP_SECRET', 'aabbccddeeffgghhiijjkkllmmnnooppqqrr'],
    ['APP_SECRET', 'qwertzuiopasdfghjklyxcvbnm1234567890'],
    ['APP_SECRET', '1q2w3e4r5t6y7u8i9o0pazsxdcfvgbhnjmkl'],
    ['APP_SECRET', 'this-is-a-very-long-secret-string-x'],
    ['APP_SECRET', '$(openssl rand -base64 32)  # run this'],
    ['APP_SECRET', 'insert-a-long-key-in-this-place-now'],
    ['APP_SECRET', 'mcp-obs-production-key-of-acme-2026'],
    ['APP_ORIGIN', 'https://desk.example.com/desk'],
    ['APP_ORIGIN', 'https://desk.example.com/?x'],
    ['APP_ORIGIN', 'https://ada:pw@desk.example.com'],
    ['APP_ORIGIN', 'https://*.example.com'],
    ['DATABASE_URL', 'mysql://u:p%zz@db/x?ssl-mode=REQUIRED'],
    ['DATABASE_URL', 'mysql://u:p@db/100%?ssl-mode=REQUIRED'],
    ['TRUST_PROXY', 'garbage'],
    ['TRUST_PROXY', 'true'],
    ['TRUST_PROXY', '1'],
    ['TRUST_PROXY', '0.0.0.0/0'],
    ['TRUST_PROXY', '::/0'],
    ['TRUST_PROXY', '10.0.0.0/33'],
    ['TRUST_PROXY', 'loopback;uniquelocal'],
    ['HEALTH_PORT', '3000'],
    ['PORT', ' '],
    ['PORT', '0x50'],
    ['DRAIN_MS', ' '],
    ['DRAIN_MS', '5s'],
    ['DRAIN_MS', '1e3'],
    ['QUOTA_SIGN_UPS_PER_HOUR', '-5'],
    ['QUOTA_SIGN_UPS_PER_HOUR', '0'],
    ['VALKEY_URL', 'valkey:6379'],
    ['VALKEY_URL', 'http://valkey:6379'],
    ['VALKEY_URL', 'redis://'],
    ['VALKEY_URL', 'redis://valkey:70000'],
    ['VALKEY_URL', 'redis://valkey:0'],
    ['VALKEY_URL', 'redis://valkey/limits'],
    ['VALKEY_URL', 'redis://valkey?tls=true'],
    ['VALKEY_URL', 'redis://:hunter2#@valkey'],
    ['VALKEY_URL', 'redis://:hunter2%@valkey'],
    ['VALKEY_URL', 'redis://:%ff@valkey'],
    ['DATABASE_URL', 'mysql://u:%ff@db/x?ssl-mode=REQUIRED'],
  ])('does not start in production with %s=%s, and names it', (name, value) => {
    const start = () => readConfig({ ...PRODUCTION, [name]: value })
    expect(start).toThrow(ConfigError)
    const named = name === 'GRACE_MS' ? 'DRAIN_MS' : name
    expect(start).toThrow(new RegExp(`^${named}: `))
    expect(start).toThrow(
      expect.toSatisfy((error) => !summariseFault(error, () => undefined).includes('⟦redacted')),
    )
  })

  it.each([
    [{ NODE_ENV: 'production' }, 'NODE_ENV'],
    [{ APP_ORIGIN: 'https://desk.example.com' }, 'APP_ORIGIN is https'],
    [{ APP_ORIGIN: 'https://desk.example.com', NODE_ENV: 'development' }, 'APP_ORIGIN is https'],
    [{ DATABASE_URL: 'mysql://u:p@mysql:3306/x' }, 'DATABASE_URL is a MySQL'],
    [{ DATABASE_URL: 'mysql://u:p@[2001:db8::1]/x' }, 'DATABASE_URL is a MySQL'],
    [{ DATABASE_URL: 'mysql://u:p@127.example.com/x' }, 'DATABASE_URL is a MySQL'],
  ])('takes %o for production, and says why', (variables, because) => {
    expect(() => readConfig(variables)).toThrow(/: must be set\. This is production, because /)
    expect(() => readConfig(variables)).toThrow(because)
  })

  it.each([
    '127.0.0.1',
    '127.9.9.9:3307',
    'localhost',
    'LOCALHOST',
    'db.localhost',
    '[::1]:3306',
    '[::ffff:127.0.0.1]',
  ])('takes MySQL on %s for this machine', (host) => {
    expect(readConfig({ DATABASE_URL: `mysql://u:p@${host}/x` }).production).toBe(false)
  })

  it('switches a check off by its name only', () => {
    const { APP_SECRET: _secret, ...rest } = PRODUCTION
    for (const [check, variables, others] of [
      ['http-origin', { ...PRODUCTION, ...TRIAL }, 'weak-secret,non-durable-database,plain-database'],
      ['weak-secret', rest, 'http-origin,non-durable-database,plain-database'],
      [
        'plain-database',
        { ...PRODUCTION, DATABASE_URL: 'mysql://u:p@db/x' },
        'http-origin,weak-secret,non-durable-database',
      ],
    ] as const) {
      expect(() => readConfig({ ...variables, ALLOW_UNSAFE: others })).toThrow(
        `ALLOW_UNSAFE=${check} switches this check off.`,
      )
      const config = readConfig({ ...variables, ALLOW_UNSAFE: ` ${check} , non-durable-database,` })
      expect([config.production, config.allowUnsafe]).toEqual([true, [check, 'non-durable-database']])
    }
  })

  it('takes every random secret, also one that follows a weak one', () => {
    for (const bytes of [16, 24, 32, 64])
      for (const encoding of ['hex', 'base64', 'base64url'] as const) {
        const APP_SECRET = randomBytes(bytes).toString(encoding)
        if (APP_SECRET.length < 32) continue
        const rotated = { ...PRODUCTION, APP_SECRET, APP_SECRET_PREVIOUS: 'x'.repeat(32) }
        expect(readConfig(rotated).appSecret).toBe(APP_SECRET)
      }
  })

  it('lets the dashboard be beside or above the MCP servers', () => {
    for (const [APP_ORIGIN, BASE_DOMAIN] of [
      ['https://example.com', 'mcp.example.com'],
      ['https://mcp.example.com', 'mcp.example.com'],
      ['https://notmcp.example.com', 'mcp.example.com'],
    ])
      expect(readConfig({ ...PRODUCTION, APP_ORIGIN, BASE_DOMAIN }).baseDomain).toBe(BASE_DOMAIN)
  })

  it.each([
    ['loopback, uniquelocal', 'loopback,uniquelocal'],
    [' 10.0.0.0/8 , 2001:db8::/32,192.0.2.7,', '10.0.0.0/8,2001:db8::/32,192.0.2.7'],
    [' ', ''],
  ])('takes a list of proxies, with spaces or not (%s)', (TRUST_PROXY, trustProxy) => {
    expect(readConfig({ ...PRODUCTION, TRUST_PROXY })).toMatchObject({ trustProxy })
  })

  it('has a drain that fits the grace which its supervisor gives', () => {
    const config = readConfig({ ...PRODUCTION, DRAIN_MS: '60000', GRACE_MS: '90000' })
    expect(config).toMatchObject({ drainMs: 60_000, graceMs: 90_000 })
  })

  it.each(['DATABASE_URL', 'APP_SECRET', 'VALKEY_URL'])('never repeats what %s held', (name) => {
    const start = () => readConfig({ ...PRODUCTION, [name]: 'postgres://hunter2' })
    expect(start).toThrow(new RegExp(`^${name}: (?!.*hunter2)`))
  })

  it.each(['redis://valkey', 'valkey://:p%40ss@[::1]:6380/2', 'rediss://u:p@cache.example.com:6379/'])(
    'takes %s for the address of Valkey, also from a file',
    (VALKEY_URL) => {
      const file = { VALKEY_URL_FILE: secretFile('valkey', `${VALKEY_URL}\n`) }
      for (const variables of [{ VALKEY_URL }, file])
        expect(readConfig({ ...PRODUCTION, ...variables }).valkeyUrl).toBe(VALKEY_URL)
    },
  )

  it('takes a secret from the file that the variable with _FILE names', () => {
    const { DATABASE_URL, APP_SECRET, ...rest } = PRODUCTION
    const files = {
      DATABASE_URL_FILE: secretFile('url', `${DATABASE_URL}\n`),
      APP_SECRET_FILE: secretFile('secret', APP_SECRET),
    }
    expect(readConfig({ ...rest, ...files })).toEqual(readConfig(PRODUCTION))
    expect(readConfig({ ...rest, ...files, APP_SECRET: '' })).toEqual(readConfig(PRODUCTION))
  })

  it('puts a password into the address of MySQL, whatever characters it has', () => {
    const password = ' p@ss/w:rd?#%41 ü '
    const variables = { ...PRODUCTION, DATABASE_URL: 'mysql://u@db:3307/x?ssl-mode=REQUIRED' }
    const { databaseUrl } = readConfig({
      ...variables,
      DATABASE_PASSWORD_FILE: secretFile('password', `${password}\n`),
    })
    expect(readMySqlUrl(databaseUrl)).toMatchObject({
      user: 'u',
      password,
      host: 'db',
      port: 3307,
      database: 'x',
    })
    for (const DATABASE_URL of [PRODUCTION.DATABASE_URL, 'sqlite:x.db', 'mysql://db/x?ssl-mode=REQUIRED'])
      expect(() => readConfig({ ...variables, DATABASE_URL, DATABASE_PASSWORD: password })).toThrow(
        /^DATABASE_PASSWORD: needs /,
      )
  })

  it.each([
    ['is missing', () => join(folder, 'nothing-here'), {}],
    ['is a folder', () => folder, {}],
    ['is empty', () => secretFile('empty', ' \n'), {}],
    ['is not the only one', () => secretFile('both', 'x'.repeat(32)), { APP_SECRET: 'x'.repeat(32) }],
  ])('does not start with a file of a secret that %s', (_, file, others) => {
    const { APP_SECRET: _secret, ...rest } = PRODUCTION
    expect(() => readConfig({ ...rest, ...others, APP_SECRET_FILE: file() })).toThrow(/^APP_SECRET_FILE: /)
  })

  it('names a secret, and not its file, when what the file holds cannot be used', () => {
    const APP_SECRET_FILE = secretFile('short', 'short')
    expect(() => readConfig({ APP_SECRET_FILE })).toThrow(/^APP_SECRET: (?!.*short$)/)
  })
})
