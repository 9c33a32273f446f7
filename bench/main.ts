/*
 *   npm run bench -- NAME …     builds what the sources are now, and measures it
 *   npm run bench -- all        does that with everything, and writes `docs/performance.md`
 *   npm run bench -- write      writes into it what was measured last, and keeps the rest
 */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { BENCHES } from './benches.ts'
import { MISSED } from './measure.ts'
import { describeRun, keepResult } from './results.ts'
import { writePerformance } from './write-performance.ts'

const asked = process.argv.slice(2)
const isAll = asked.includes('all')
const writes = isAll || asked.includes('write')
const names = isAll ? BENCHES : asked.filter((name) => name !== 'write')
const unknown = names.filter((name) => !BENCHES.some((bench) => bench === name))
if (unknown.length > 0 || asked.length === 0) {
  process.stderr.write(
    `There are: ${BENCHES.join(', ')}; all, write. Unknown: ${unknown.join(', ') || 'none'}.\n`,
  )
  process.exit(2)
}
if (names.length > 0) {
  const build = spawn('npm', ['run', '--silent', 'build'], { stdio: ['ignore', 'ignore', 'inherit'] })
  const [code] = (await once(build, 'close')) as [number | null]
  if (code !== 0) process.exit(1)
}
for (const name of names) {
  process.stdout.write(`\n── ${name} ${'─'.repeat(60 - name.length)}\n`)
  const run = await describeRun()
  const child = spawn(process.execPath, ['--expose-gc', `bench/${name}.ts`], {
    stdio: ['inherit', 'pipe', 'inherit'],
    // What is measured is what runs in production.
    env: { ...process.env, PLATFORM_FILE: 'dist/server/main.js' },
  })
  let output = ''
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    output += text
    process.stdout.write(text)
  })
  const [code] = (await once(child, 'close')) as [number | null]
  // A bench that failed may have written half of its figures.
  if (code === 0 || code === MISSED) keepResult(name, { ...run, output })
  if (code !== 0) process.exitCode = 1
}
if (writes) writePerformance(BENCHES)
