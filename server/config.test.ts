import { describe, expect, it } from 'vitest'
import { ConfigError, readConfig } from './config.ts'

const PRODUCTION = {
  NODE_ENV: 'production',
  APP_ORIGIN: 'https://desk.example.com',
  BASE_DOMAIN: 'mcp.example.com',
  DATABASE_URL: 'mysql://u:p@db/x',
  APP_SECRET: 'x'.repeat(32),
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
})
