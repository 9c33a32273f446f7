/*
 * The public types, checked by the compiler: both generations' servers are accepted as they are.
 */
import type { McpServer as McpServerV1 } from '@modelcontextprotocol/sdk/server/mcp.js'
import type { Server as ServerV1 } from '@modelcontextprotocol/sdk/server/index.js'
import type { McpServer as McpServerV2, Server as ServerV2 } from '@modelcontextprotocol/server'
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
import { SDK_VERSION } from '../src/version.ts'

test('attach takes every official server', () => {
  type Attachable = Parameters<McpObs['attach']>[0]
  expectTypeOf<McpServerV1>().toExtend<Attachable>()
  expectTypeOf<McpServerV2>().toExtend<Attachable>()
  expectTypeOf<ServerV1>().toExtend<Attachable>()
  expectTypeOf<ServerV2>().toExtend<Attachable>()
  expectTypeOf<{ connect: string }>().not.toExtend<Attachable>()
  expectTypeOf<McpObs['attach']>().returns.toEqualTypeOf<Promise<void>>()
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

test('the version is the package’s', () => {
  const { version } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')) as {
    version: string
  }
  expect(SDK_VERSION).toBe(version)
})
