import { existsSync, readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { runSnippet } from '#testkit/processes/run-snippet.ts'

const DOCS = ['README.md', 'CONTRIBUTING.md', 'ARCHITECTURE.md', 'sdk/typescript/README.md']
const UNUSED_DSN = 'http://mok_0123456789abcdefghjkmnpqrstvwxyz@127.0.0.1:9'

interface Snippet {
  file: string
  language: string
  code: string
}

const snippets = DOCS.flatMap(readSnippets)
const scripts = (JSON.parse(readFileSync('package.json', 'utf8')) as { scripts: Record<string, string> })
  .scripts

/** Documentation that no longer runs is worse than none. */
describe('the documentation', () => {
  const code = snippets.filter(({ language }) => language === 'ts')

  test('has snippets to check', () => {
    expect(code.length).toBeGreaterThanOrEqual(3)
  })

  test.each(code.map((snippet, index) => [snippet.file, index + 1, snippet] as const))(
    '%s: snippet %i runs as it stands',
    async (_file, index, snippet) => {
      // A server with a sign-in is down without a DSN, and says so. Nobody listens at this one.
      const dsn = snippet.code.includes('protectResource') ? UNUSED_DSN : undefined
      const { code: exitCode, output } = await runSnippet(`snippet-${index}`, snippet.code, {
        MCP_OBS_DSN: dsn,
      })
      expect(output).toBe('')
      expect(exitCode).toBe(0)
    },
  )

  test('names only npm scripts that exist', () => {
    const text = DOCS.map((file) => readFileSync(file, 'utf8')).join('\n')
    const named = [...text.matchAll(/npm run ([a-z][a-z:-]*)/g)].map(([, name = '']) => name)
    expect(named.length).toBeGreaterThan(5)
    expect([...new Set(named)].filter((name) => !(name in scripts))).toEqual([])
  })

  test.each(DOCS)('%s links only to what is there', (file) => {
    const folder = file.replace(/[^/]*$/, '')
    const links = [...readFileSync(file, 'utf8').matchAll(/\]\((?!https?:)([^)#]+)\)/g)]
    expect(
      links.map(([, target = '']) => `${folder}${target}`).filter((target) => !existsSync(target)),
    ).toEqual([])
  })
})

function readSnippets(file: string): Snippet[] {
  const blocks = readFileSync(file, 'utf8').matchAll(/^```(\w*)\n([\s\S]*?)^```$/gm)
  return [...blocks].map(([, language = '', code = '']) => ({ file, language, code }))
}
