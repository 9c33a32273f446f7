/*
 * The public types, checked by the compiler: the servers of v1 and v2 are accepted as they are.
 */
import type { McpServer as McpServerV1 } from '@modelcontextprotocol/sdk/server/mcp.js'
import type { Server as ServerV1 } from '@modelcontextprotocol/sdk/server/index.js'
import type { StdioServerTransport } from '@modelcontextprotocol/sdk/server/stdio.js'
import type {
  createMcpHandler,
  McpServer as McpServerV2,
  Server as ServerV2,
  Transport as TransportV2,
} from '@modelcontextprotocol/server'
import type { OAuthTokenVerifier as VerifierV1 } from '@modelcontextprotocol/sdk/server/auth/provider.js'
import type { requireBearerAuth as requireBearerAuthV1 } from '@modelcontextprotocol/sdk/server/auth/middleware/bearerAuth.js'
import type { AuthInfo as AuthInfoV1 } from '@modelcontextprotocol/sdk/server/auth/types.js'
import type {
  AuthInfo as AuthInfoV2,
  OAuthTokenVerifier as VerifierV2,
  requireBearerAuth as requireBearerAuthV2,
} from '@modelcontextprotocol/server'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { readFileSync } from 'node:fs'
import { expect, expectTypeOf, test } from 'vitest'
import * as api from '../src/index.ts'
import {
  createMcpObs,
  type McpObs,
  type McpObsOptions,
  type Ticket,
  type TicketContext,
} from '../src/index.ts'
import * as oauth from '../src/oauth/index.ts'
import type { ProtectedMcpObs, ProtectResourceOptions, VerifiedAuthInfo } from '../src/oauth/index.ts'
import { SDK_VERSION } from '../src/platform/version.ts'

test('attach takes every official server', () => {
  type Attachable = Parameters<McpObs['attach']>[0]
  expectTypeOf<McpServerV1>().toExtend<Attachable>()
  expectTypeOf<McpServerV2>().toExtend<Attachable>()
  expectTypeOf<ServerV1>().toExtend<Attachable>()
  expectTypeOf<ServerV2>().toExtend<Attachable>()
  expectTypeOf<{ connect: string }>().not.toExtend<Attachable>()
  expectTypeOf<McpObs['attach']>().returns.toEqualTypeOf<Promise<void>>()
})

test('the wrapping forms keep the types of what they are given', () => {
  const obs = createMcpObs({ dsn: '' })
  const transport = {} as StdioServerTransport
  expectTypeOf(obs.wrapTransport(transport)).toEqualTypeOf<StdioServerTransport>()
  expectTypeOf(obs.wrapTransport({} as TransportV2)).toEqualTypeOf<TransportV2>()
  const build = obs.wrapFactory((_context: { era: string }) => ({}) as McpServerV2)
  expectTypeOf(build).toEqualTypeOf<(context: { era: string }) => Promise<McpServerV2>>()
  expectTypeOf(build).toExtend<Parameters<typeof createMcpHandler>[0]>()
  expectTypeOf<Parameters<McpObs['close']>>().toEqualTypeOf<[timeoutMs?: number]>()
  expectTypeOf(obs.wrapServer({} as McpServerV1)).toEqualTypeOf<McpServerV1>()
  expectTypeOf(obs.wrapServer({} as ServerV2)).toEqualTypeOf<ServerV2>()
  interface Framework {
    connect(transport: TransportV2, auth?: { sub: string }): Promise<{ id: string }>
  }
  expectTypeOf(obs.wrapServer({} as Framework)).toEqualTypeOf<Framework>()
  // @ts-expect-error -- what is wrapped must connect to clients
  obs.wrapServer({ start: () => Promise.resolve() })
  // @ts-expect-error -- what a factory builds must be a server
  obs.wrapFactory(() => 'no server')
})

test('every option is optional and typed', () => {
  expectTypeOf<object>().toExtend<McpObsOptions>()
  expectTypeOf<NonNullable<McpObsOptions['hint']>>().toEqualTypeOf<'on' | 'off'>()
  expectTypeOf<Parameters<NonNullable<McpObsOptions['beforeSend']>>[0]>().toEqualTypeOf<Ticket>()
  expectTypeOf<Ticket['context']>().toEqualTypeOf<TicketContext>()
  // @ts-expect-error -- a mistyped option must not pass silently
  createMcpObs({ redactt: {} })
})

test('the runtime exports are these two', () => {
  expect(Object.keys(api).toSorted()).toEqual(['createMcpObs', 'createMemoryStore'])
})

test('what is verified is what both generations take for it', () => {
  expectTypeOf<VerifiedAuthInfo>().toExtend<AuthInfoV1>()
  expectTypeOf<VerifiedAuthInfo>().toExtend<AuthInfoV2>()
  expectTypeOf<VerifiedAuthInfo>().toExtend<api.AuthInfo>()
  expectTypeOf<ProtectedMcpObs>().toExtend<VerifierV1>()
  expectTypeOf<ProtectedMcpObs>().toExtend<VerifierV2>()
  type Options = ReturnType<ProtectedMcpObs['bearerAuthOptions']>
  expectTypeOf<Options>().toExtend<Parameters<typeof requireBearerAuthV1>[0]>()
  expectTypeOf<Options>().toExtend<Parameters<typeof requireBearerAuthV2>[0]>()
})

test('one object protects and reports; its handlers fit node:http and Express', () => {
  expectTypeOf<ProtectedMcpObs>().toExtend<McpObs>()
  expectTypeOf<ProtectResourceOptions>().toExtend<McpObsOptions>()
  expectTypeOf<{ resource: string }>().toExtend<ProtectResourceOptions>()
  type ExpressHandler = ReturnType<typeof requireBearerAuthV1>
  expectTypeOf<oauth.NodeHandler>().toExtend<ExpressHandler>()
  expectTypeOf<IncomingMessage>().toExtend<oauth.NodeRequest>()
  expectTypeOf<ServerResponse>().toExtend<oauth.NodeResponse>()
  expectTypeOf<object>().not.toExtend<ProtectResourceOptions>()
})

test('the runtime exports of the OAuth subpath are these two', () => {
  expect(Object.keys(oauth).toSorted()).toEqual(['AccessTokenError', 'protectResource'])
})

test('the version is the package’s', () => {
  const { version } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')) as {
    version: string
  }
  expect(SDK_VERSION).toBe(version)
})
