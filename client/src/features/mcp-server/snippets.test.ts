import { expect, test } from 'vitest'
import { connectSnippets } from './snippets.ts'

const origin = 'https://acme.mcp.example.com'
const key = 'mok_0123456789abcdefghjkmnpqrstvwxyz'
const codeOf = (id: string, dsn?: string, resource?: string) =>
  connectSnippets({ dsn, origin, serverName: 'acme', resource }).find((snippet) => snippet.id === id)?.code ??
  ''

test('R5.1 a new DSN is in the environment, and its key alone is in the curl command', () => {
  const dsn = `https://${key}@acme.mcp.example.com`
  expect(codeOf('env', dsn)).toContain(`MCP_OBS_DSN='${dsn}'`)
  expect(codeOf('curl', dsn)).toContain(`-H 'X-MCP-Obs-Key: ${key}'`)
  expect(codeOf('curl', dsn)).toContain(`'${origin}/api/mcpserver/support'`)
  expect(codeOf('python-env', dsn)).toContain(`MCP_OBS_DSN='${dsn}'`)
})

test('R5.1 the code itself never contains the key', () => {
  for (const id of ['v1', 'v2', 'fastmcp', 'mcp'])
    expect(codeOf(id, `https://${key}@acme.mcp.example.com`)).not.toContain('mok_')
})

test('R5.1 without a new DSN there is a placeholder for the key', () => {
  expect(codeOf('env')).toContain("'https://mok_…@acme.mcp.example.com'")
})

test('R3.3 if users sign in, the code protects the endpoint at its address', () => {
  const resource = 'https://mcp.acme.com/api/mcp'
  for (const id of ['v1', 'v2']) {
    expect(codeOf(id, undefined, resource)).toContain(`protectResource({ resource: '${resource}' })`)
    expect(codeOf(id)).not.toContain('protectResource')
  }
  expect(codeOf('v1', undefined, resource)).toContain("app.use('/api/mcp', obs.requireToken())")
})

test('R3.3 the fetch handler passes a request on only if it has a valid token', () => {
  expect(codeOf('v2', undefined, 'https://mcp.acme.com/mcp')).toContain(
    'return authInfo ? handler.fetch(request, { authInfo }) : response',
  )
})

test('R3.3 a quotation mark in an address is escaped', () => {
  expect(codeOf('v2', undefined, "https://mcp.acme.com/it's")).toContain(
    String.raw`'https://mcp.acme.com/it\'s'`,
  )
})

test('R3.5 servers in Python are attached, and protected if users sign in', () => {
  const resource = 'https://mcp.acme.com/api/mcp'
  for (const id of ['fastmcp', 'mcp']) {
    expect(codeOf(id)).toContain('obs.attach_sync(mcp)')
    expect(codeOf(id)).not.toContain('protect')
    expect(codeOf(id, undefined, resource)).toContain(`resource="${resource}")`)
    expect(codeOf(id, undefined, resource)).toContain('path="/api/mcp")')
  }
})
