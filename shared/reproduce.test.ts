import { expect, test } from 'vitest'
import { reproduce } from './reproduce.ts'

const ARGUMENTS = {
  query: "it's 1042; $(rm -rf ~) `x`",
  limit: 20,
  dry: true,
  none: null,
  apiKey: '⟦redacted:key⟧',
  callback: 'https://example.com/?token=⟦redacted:url-param⟧&x',
  filters: { customerTaxId: '⟦redacted:custom⟧', list: ['a', '⟦cut:items:12⟧'] },
  '⟦cut:keys:3⟧': true,
  hidden: 'a\u202eb\u{e0041}c',
}
/** The words of a command for a POSIX shell, by the rules of §2.2 of its standard. */
function shellWords(command: string): string[] {
  const words = command.replaceAll('\\\n', '').match(/(?:[^\s'"\\]|\\.|'[^']*'|"[^"]*")+/gs) ?? []
  return words.map((word) =>
    word.replaceAll(
      /'([^']*)'|"([^"]*)"|\\(.)/gs,
      (_, raw = '', quoted = '', escaped = '') => `${raw}${quoted}${escaped}`,
    ),
  )
}

const incident = { tool: 'search_orders', arguments: ARGUMENTS }

test('the request is valid JSON, with a named placeholder for each value that was withheld or cut', () => {
  const { jsonRpc, placeholders } = reproduce(incident, 'streamable-http')
  expect(placeholders).toEqual(['API_KEY', 'CALLBACK_URL_PARAM', 'CUSTOMER_TAX_ID_CUSTOM', 'LIST_CUT_ITEMS'])
  expect(JSON.parse(jsonRpc)).toEqual({
    jsonrpc: '2.0',
    id: 1,
    method: 'tools/call',
    params: {
      name: 'search_orders',
      arguments: {
        query: ARGUMENTS.query,
        limit: 20,
        dry: true,
        none: null,
        apiKey: '<API_KEY>',
        callback: 'https://example.com/?token=<CALLBACK_URL_PARAM>&x',
        filters: { customerTaxId: '<CUSTOMER_TAX_ID_CUSTOM>', list: ['a', '<LIST_CUT_ITEMS>'] },
        hidden: ARGUMENTS.hidden,
      },
    },
  })
  expect(jsonRpc).not.toContain('\u202e')
})

test('the command is one command for a shell, and each value one word that reads as JSON', () => {
  const { inspector } = reproduce(incident, 'streamable-http')
  const words = shellWords(inspector).slice(2)
  expect(words.slice(0, 8)).toEqual([
    '--cli',
    '$MCP_SERVER',
    '--transport',
    'http',
    '--method',
    'tools/call',
    '--tool-name',
    'search_orders',
  ])
  const values = words.filter((_, index) => words[index - 1] === '--tool-arg')
  expect(
    Object.fromEntries(
      values.map((word) => [word.split('=')[0], JSON.parse(word.slice(word.indexOf('=') + 1))]),
    ),
  ).toMatchObject({ query: ARGUMENTS.query, limit: 20, apiKey: '<API_KEY>', hidden: ARGUMENTS.hidden })
})

test('a call without arguments, and one over stdio', () => {
  const { inspector, placeholders, pytest, vitest } = reproduce({ tool: 'ping' }, 'stdio')
  expect(placeholders).toEqual([])
  expect(inspector).toBe(
    "npx @modelcontextprotocol/inspector --cli $MCP_SERVER \\\n  --method tools/call \\\n  --tool-name 'ping'",
  )
  expect(vitest).toContain('StdioClientTransport')
  expect(pytest).toContain('stdio_client')
})

test('the skeletons hold the call as literals of their language', () => {
  const { pytest, vitest } = reproduce(incident, 'streamable-http')
  expect(vitest).toContain('"apiKey": "<API_KEY>"')
  expect(vitest).toContain('expect(result.isError, JSON.stringify(result.content))')
  expect(pytest).toContain('as (read, write, *_):')
  expect(pytest).toContain('assert not result["isError"], result["content"]')
  expect(pytest).toContain('"dry": True,')
  expect(pytest).toContain('"none": None,')
  expect(pytest).toContain(String.raw`"hidden": "a\u202eb\U000e0041c",`)
  expect(`${pytest}${vitest}`).not.toMatch(/[\u202e\u{e0041}]/u)
})

test('an argument that is named as the prototype is an argument in each form', () => {
  const proto = JSON.parse(
    '{"__proto__":{"a":1},"list":[{"__proto__":"x"}],"text":"\\n\\"__proto__\\": 1"}',
  ) as typeof ARGUMENTS
  const { jsonRpc, vitest, pytest, inspector } = reproduce({ tool: 't', arguments: proto }, 'stdio')
  const [, literal = ''] = /arguments: (\{[^]*?\n {4}\}),/.exec(vitest) ?? []
  // oxlint-disable-next-line typescript/no-implied-eval -- what a person runs
  const read = new Function(`return ${literal}`)() as object
  expect(JSON.stringify(read)).toBe(JSON.stringify(proto))
  expect(JSON.stringify(JSON.parse(jsonRpc))).toContain(JSON.stringify(proto))
  expect(pytest).toContain('"__proto__": {')
  expect(inspector).toContain(`'__proto__={"a":1}'`)
})
