import { spawn } from 'node:child_process'
import { once } from 'node:events'

const BENCHES = [
  'client-size',
  'cold-start',
  'desk',
  'export',
  'first-load',
  'layout-shift',
  'oauth-flows',
  'oauth-memory',
  'redaction',
  'redaction-corpora',
  'sdk-memory',
  'sdk-oauth',
  'sdk-overhead',
  'sdk-rivals',
  'support-ingest',
  'ticket-list',
  'two-tenants',
  'valkey',
]

const names = process.argv.length > 2 ? process.argv.slice(2) : BENCHES
const unknown = names.filter((name) => !BENCHES.includes(name))
if (unknown.length > 0) {
  process.stderr.write(`No bench named ${unknown.join(', ')}. There are: ${BENCHES.join(', ')}.\n`)
  process.exit(2)
}
for (const name of names) {
  process.stdout.write(`\n── ${name} ${'─'.repeat(60 - name.length)}\n`)
  const child = spawn(process.execPath, ['--expose-gc', `bench/${name}.ts`], { stdio: 'inherit' })
  const [code] = (await once(child, 'exit')) as [number | null]
  if (code !== 0) process.exitCode = 1
}
