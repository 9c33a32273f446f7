import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { ConfigError, readConfig } from './config.ts'

const PRODUCTION = {
  NODE_ENV: 'production',
  APP_ORIGIN: 'https://desk.example.com',
  BASE_DOMAIN: 'mcp.example.com',
  DATABASE_URL: 'mysql://u:p@db/x',
  APP_SECRET: 'x'.repeat(32),
}

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

  it('starts in production when everything is set, with sign-up for the first account only', () => {
    expect(readConfig(PRODUCTION)).toMatchObject({ production: true, signUp: 'first', drainMs: 5_000 })
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
    ['NODE_ENV', 'prod'],
  ])('does not start in production with %s=%s, and names it', (name, value) => {
    const start = () => readConfig({ ...PRODUCTION, [name]: value })
    expect(start).toThrow(ConfigError)
    expect(start).toThrow(new RegExp(`^${name}: `))
  })

  it.each(['DATABASE_URL', 'APP_SECRET'])('never repeats what %s held', (name) => {
    expect(() => readConfig({ ...PRODUCTION, [name]: 'postgres://hunter2' })).not.toThrow('hunter2')
  })

  it('takes a secret from the file that the variable with _FILE names', () => {
    const { DATABASE_URL, APP_SECRET, ...rest } = PRODUCTION
    const files = {
      DATABASE_URL_FILE: secretFile('url', `${DATABASE_URL}\n`),
      APP_SECRET_FILE: secretFile('secret', APP_SECRET),
    }
    expect(readConfig({ ...rest, ...files })).toEqual(readConfig(PRODUCTION))
    expect(readConfig({ ...rest, ...files, APP_SECRET: '' })).toEqual(readConfig(PRODUCTION))
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
