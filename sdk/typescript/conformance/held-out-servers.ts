/*
 * Servers that others wrote, wearing the SDK and otherwise unchanged. A client holds the same conversation with one
 * that wears it and one that does not, and every message it receives is compared as bytes.
 */
import assert from 'node:assert/strict'
import { mock } from 'node:test'
import { join } from 'node:path'
import { createMcpObs } from '@mcp-obs/server'
import { Client as ClientV2 } from '@modelcontextprotocol/client'
import { Client as ClientV1 } from '@modelcontextprotocol/sdk/client/index.js'
import { InMemoryTransport as InMemoryV1 } from '@modelcontextprotocol/sdk/inMemory.js'
import { InMemoryTransport as InMemoryV2 } from '@modelcontextprotocol/server'
