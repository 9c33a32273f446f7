import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { agentClients } from './agent-clients.ts'

const ADDRESS = 'https://desk.example.com/mcp'
const clients = agentClients(ADDRESS)
const clientOf = (id: string) => clients.find((client) => client.id === id)!

describe('docs/agents.md', () => {
  const page = readFileSync(new URL('../../../../docs/agents.md', import.meta.url), 'utf8')
  const section = /^### Client by client\n([\s\S]*?)^##+ /m.exec(page)![1]!
  const codeIn = (text: string) =>
    [...text.matchAll(/^```(\w+)\n([\s\S]*?)\n```$/gm)].map(([, language, code]) => ({ language, code }))
  const onOneLine = (text: string) => text.replaceAll(/\s+/g, ' ')

  test('R2.6 has the commands and configurations of each client as the dashboard shows them, and no others', () => {
    const shown = clients
      .filter(({ id }) => id !== 'script')
      .flatMap(({ snippets }) => snippets.map(({ language, code }) => ({ language, code })))
    expect(codeIn(section)).toEqual(shown)
  })

  test.each(clients.filter(({ id }) => id !== 'script'))(
    'R2.6 says what to do in $label',
    ({ label, steps }) => {
      expect(section).toContain(`**${label}**`)
      expect(onOneLine(section)).toContain(steps)
    },
  )

  test('R2.6 has the command with a token', () => {
    for (const { language, code } of clientOf('script').snippets) {
      expect(codeIn(page)).toContainEqual({ language, code })
    }
  })
})

test.each(clients.filter(({ isHosted }) => !isHosted))(
  'R2.6 $label has the address in what it needs',
  ({ snippets }) => {
    expect(snippets.length).toBeGreaterThan(0)
    for (const { code } of snippets) expect(code).toContain(ADDRESS)
  },
)

test('R2.6 the configurations are JSON, also inside a command', () => {
  const texts = clients.flatMap(({ snippets }) => snippets)
  for (const { code } of texts.filter(({ language }) => language === 'json')) {
    expect(JSON.stringify(JSON.parse(code))).toContain(ADDRESS)
  }
  const [command] = clientOf('vscode').snippets
  const [, argument] = /^code --add-mcp '(.+)'$/.exec(command!.code)!
  expect(JSON.parse(argument!)).toEqual({ name: 'desk', type: 'http', url: ADDRESS })
})

test('R2.6 the links have the configuration that their clients read', () => {
  const cursor = new URL(clientOf('cursor').link!.href)
  expect([cursor.protocol, cursor.host, cursor.pathname]).toEqual([
    'cursor:',
    'anysphere.cursor-deeplink',
    '/mcp/install',
  ])
  expect(cursor.searchParams.get('name')).toBe('desk')
  expect(JSON.parse(atob(cursor.searchParams.get('config')!))).toEqual({ url: ADDRESS })
  const code = new URL(clientOf('vscode').link!.href)
  expect([code.protocol, code.pathname]).toEqual(['vscode:', 'mcp/install'])
  expect(JSON.parse(decodeURIComponent(code.search.slice(1)))).toEqual({
    name: 'desk',
    type: 'http',
    url: ADDRESS,
  })
})
