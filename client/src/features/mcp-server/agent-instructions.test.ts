import { expect, test } from 'vitest'
import { agentInstructions } from './agent-instructions.ts'
import { connectSnippets } from './snippets.ts'

const key = 'mok_0123456789abcdefghjkmnpqrstvwxyz'
const SECRET = /mo[krt]_[0-9a-hjkmnp-tv-z]/

test('they name the variable with the DSN, the package and its instructions', () => {
  const text = agentInstructions({ serverName: 'acme', resource: undefined })
  expect(text).toContain('MCP_OBS_DSN')
  expect(text).toContain('npm install @mcp-obs/server')
  expect(text).toContain('node_modules/@mcp-obs/server/install.md')
  expect(text).toContain("name: 'acme'")
})

test.each([undefined, 'https://mcp.acme.com/mcp'])(
  'they have the code of the snippets, at %s',
  (resource) => {
    const input = { dsn: undefined, origin: 'https://acme.mcp.example.com', serverName: 'acme', resource }
    const text = agentInstructions({ serverName: 'acme', resource })
    const snippets = connectSnippets(input).filter(({ id }) => id === 'v1' || id === 'v2')
    expect(snippets).toHaveLength(2)
    expect(snippets.filter(({ code }) => !text.includes(code))).toEqual([])
  },
)

test.each([
  ['acme', undefined],
  ['acme', 'https://mcp.acme.com/mcp'],
  // Wherever a person may have pasted a key.
  [key, undefined],
  ['acme', `https://mcp.acme.com/${key}`],
  ['acme', `https://mcp.acme.com/${key.toUpperCase()}/mot_0123456789abcdefghjkmnpqrstvwxyz`],
])('no key is in them: %s %s', (serverName, resource) => {
  const text = agentInstructions({ serverName, resource })
  expect(text).not.toMatch(SECRET)
  expect(text.toLowerCase()).not.toContain('0123456789abcdef')
})
