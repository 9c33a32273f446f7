import type { Incident, TicketContext } from '#sdk/wire/ticket-context.ts'
import { segmentText } from './untrusted-text.ts'
import { fillPlaceholders } from './placeholders.ts'

export interface Reproduction {
  /** What stands for values that never left the server, by name. */
  placeholders: string[]
  jsonRpc: string
  inspector: string
  vitest: string
  pytest: string
}

/** Where the address or the command of the MCP server is expected. */
const SERVER = 'MCP_SERVER'

/**
 * Returns the failing call as a request, as a command and as tests. Values that were redacted or cut are placeholders,
 * such as `<API_KEY>`. The arguments are of somebody else: each form quotes them, so that they stay values.
 */
export function reproduce(incident: Incident, transport: TicketContext['transport']): Reproduction {
  const name = incident.tool ?? ''
  const { value, placeholders } = fillPlaceholders(incident.arguments ?? {})
  const isStdio = transport === 'stdio'
  return {
    placeholders,
    jsonRpc: json({ jsonrpc: '2.0', id: 1, method: 'tools/call', params: { name, arguments: value } }, 2),
    inspector: inspectorLine(name, value, isStdio),
    vitest: vitestSkeleton(name, value, isStdio),
    pytest: pytestSkeleton(name, value, isStdio),
  }
}

function inspectorLine(name: string, value: unknown, isStdio: boolean): string {
  const server = isStdio ? `$${SERVER}` : `"$${SERVER}" --transport http`
  // The Inspector reads each value as JSON, so that a text stays a text.
  const values = Object.entries(Object(value) as object).map(
    ([key, each]) => `--tool-arg ${shell(`${key}=${json(each)}`)}`,
  )
  return [
    `npx @modelcontextprotocol/inspector --cli ${server}`,
    `--method tools/call`,
    `--tool-name ${shell(name)}`,
    ...values,
  ].join(' \\\n  ')
}

/** One word of a POSIX shell. */
function shell(text: string): string {
  return `'${text.replaceAll("'", String.raw`'\''`)}'`
}

function vitestSkeleton(name: string, value: unknown, isStdio: boolean): string {
  const [module, connect] = isStdio
    ? ['stdio', `new StdioClientTransport({ command: 'sh', args: ['-c', process.env.${SERVER}!] })`]
    : ['streamableHttp', `new StreamableHTTPClientTransport(new URL(process.env.${SERVER}!))`]
  const transport = isStdio ? 'StdioClientTransport' : 'StreamableHTTPClientTransport'
  return `import { Client } from '@modelcontextprotocol/sdk/client/index.js'
import { ${transport} } from '@modelcontextprotocol/sdk/client/${module}.js'
import { expect, test } from 'vitest'

test('the tool answers without an error', async () => {
  const client = new Client({ name: 'reproduction', version: '1.0.0' })
  await client.connect(${connect})
  const result = await client.callTool({
    name: ${json(name)},
    arguments: ${indent(typescript(value), 4)},
  })
  await client.close()
  expect(result.isError, JSON.stringify(result.content)).not.toBe(true)
})
`
}

function pytestSkeleton(name: string, value: unknown, isStdio: boolean): string {
  const [module, imports, connect] = isStdio
    ? [
        'stdio',
        'StdioServerParameters, stdio_client',
        `stdio_client(StdioServerParameters(command="sh", args=["-c", os.environ["${SERVER}"]])) as (read, write)`,
      ]
    : [
        'streamable_http',
        'streamable_http_client',
        // The versions 1 and 2 of `mcp` differ in what follows, and in the names of a result's members.
        `streamable_http_client(os.environ["${SERVER}"]) as (read, write, *_)`,
      ]
  return `import asyncio
import os

from mcp import ClientSession
from mcp.client.${module} import ${imports}


async def call():
    async with ${connect}:
        async with ClientSession(read, write) as session:
            await session.initialize()
            return await session.call_tool(
                ${json(name)},
                ${indent(python(value), 16)},
            )


def test_the_tool_answers_without_an_error():
    result = asyncio.run(call()).model_dump(by_alias=True)
    assert not result["isError"], result["content"]
`
}

/** A value as TypeScript writes it. There, `"__proto__":` sets the prototype, and the server would not get it. */
function typescript(value: unknown): string {
  return json(value, 2).replaceAll(/^( *)"__proto__":/gm, '$1["__proto__"]:')
}

/** A value as Python writes it. Of what JSON can hold, only three words differ. */
function python(value: unknown, depth = 0): string {
  const margin = ' '.repeat(4 * (depth + 1))
  const end = `\n${' '.repeat(4 * depth)}`
  if (value === null) return 'None'
  if (typeof value === 'boolean') return value ? 'True' : 'False'
  if (Array.isArray(value)) {
    if (value.length === 0) return '[]'
    return `[\n${value.map((each) => `${margin}${python(each, depth + 1)},`).join('\n')}${end}]`
  }
  if (typeof value === 'object') {
    const entries = Object.entries(value)
    if (entries.length === 0) return '{}'
    const lines = entries.map(([key, each]) => `${margin}${pythonText(key)}: ${python(each, depth + 1)},`)
    return `{\n${lines.join('\n')}${end}}`
  }
  return typeof value === 'string' ? pythonText(value) : JSON.stringify(value)
}

function pythonText(text: string): string {
  // Python has no escape of two halves for a character beyond U+FFFF.
  return json(text).replaceAll(/\\u(d[89ab]..)\\u(d[c-f]..)/g, (_, high: string, low: string) => {
    const codePoint = (parseInt(high, 16) - 0xd800) * 0x400 + parseInt(low, 16) - 0xdc00 + 0x10000
    return `\\U${codePoint.toString(16).padStart(8, '0')}`
  })
}

/** JSON in which nothing hides or reorders text: such characters are escaped. */
function json(value: unknown, space?: number): string {
  return segmentText(JSON.stringify(value, undefined, space))
    .map(({ kind, source }) => (kind === 'invisible' ? escapeUnits(source) : source))
    .join('')
}

function escapeUnits(text: string): string {
  return Array.from(
    { length: text.length },
    (_, at) => `\\u${text.charCodeAt(at).toString(16).padStart(4, '0')}`,
  ).join('')
}

function indent(text: string, by: number): string {
  return text.replaceAll('\n', `\n${' '.repeat(by)}`)
}
