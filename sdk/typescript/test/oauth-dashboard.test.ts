/*
 * What the operator is told when code and dashboard disagree about what is protected.
 */
import { McpServer } from '@modelcontextprotocol/server'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { protectResource } from '../src/oauth/index.ts'
import { collectLog } from './collect-log.ts'
import { Issuer, RESOURCE } from '../../../testkit/platform/issuer.ts'

let issuer: Issuer
let warnings: string[]
beforeEach(async () => {
  issuer = await Issuer.start()
})
afterEach(() => issuer.stop())

describe('R3.3 code and dashboard', () => {
  const attachAndAsk = async (): Promise<void> => {
    const log = collectLog()
    warnings = log.warnings
    const obs = protectResource({ dsn: issuer.platform.dsn, resource: RESOURCE, logger: log.logger })
    await obs.attach(new McpServer({ name: 'shop', version: '3.1.0' }))
    for (let i = 0; i < 3; i++) await obs.authenticate(new Request(RESOURCE))
  }

  test('that agree say nothing, whatever the spelling', async () => {
    issuer.platform.config.oauth!.resource = `${RESOURCE.toUpperCase().replace('/MCP', '/mcp')}/`
    await attachAndAsk()
    expect(warnings).toEqual([])
  })

  test('that differ are told of, once', async () => {
    issuer.platform.config.oauth!.resource = 'https://mcp.acme.test/mcp'
    await attachAndAsk()
    expect(warnings).toEqual([
      `nobody can sign in: the code protects ${RESOURCE} and the dashboard says https://mcp.acme.test/mcp. Make them the same`,
    ])
  })

  test('that differ in mode are told of, once', async () => {
    issuer.platform.config.authMode = 'email'
    await attachAndAsk()
    expect(warnings).toEqual([
      `nobody can sign in: the dashboard has this server in e-mail mode. Switch it to OAuth, for ${RESOURCE}`,
    ])
  })

  test('are compared without a server having been attached', async () => {
    issuer.platform.config.oauth!.resource = 'https://mcp.acme.test/mcp'
    const told = new Promise<string>((resolve) => {
      const logger = { warn: resolve, debug: () => undefined }
      const obs = protectResource({ dsn: issuer.platform.dsn, resource: RESOURCE, logger })
      void obs.authenticate(new Request(RESOURCE))
    })
    expect(await told).toContain('Make them the same')
  })
})
