import { createRequire } from 'node:module'
import { sqlite } from '#testkit/platform/database-kinds.ts'
import { freePort } from '#testkit/processes/free-port.ts'
import { Program } from '#testkit/processes/program.ts'
import { expect, it, onTestFinished } from 'vitest'

const MYSQL2 = createRequire(import.meta.url).resolve('mysql2')

/** Warns, and says things on the console: once as soon as the platform listens to warnings, and more on a signal. */
const TALKING = `data:text/javascript,${encodeURIComponent(`
  import { EventEmitter } from 'node:events'
  import { createRequire } from 'node:module'
  const warnEarly = () => {
    if (process.listeners('warning').some(({ name }) => name === 'onWarning')) setImmediate(warnEarly)
    else process.emitWarning('early')
  }
  warnEarly()
  process.on('SIGWINCH', () => {
    const emitter = new EventEmitter()
    for (let count = 0; count < 11; count++) emitter.on('change', () => {})
    process.emitWarning('The URL http://PLANTED is invalid', { type: 'DeprecationWarning', code: 'DEP0170' })
    process.emitWarning('ada@example.com waits')
    const Connection = createRequire('${MYSQL2}')('./lib/base/connection.js')
    const command = { execute: () => true }
    const packet = { sequenceId: 0, numPackets: 1 }
    const connection = { config: {}, _command: command, _commands: [], sequenceId: 1, emit() {}, _bumpSequenceId() {} }
    Connection.prototype.handlePacket.call(connection, packet)
    for (const method of ['log', 'info', 'debug', 'warn', 'error', 'trace', 'dir']) console[method]('insert PLANTED')
    console.table(['PLANTED'])
    const failure = { code: 'ER_DUP_ENTRY', errno: 1062, sqlMessage: 'PLANTED', sql: 'insert PLANTED' }
    console.error('Oh:', Object.assign(new Error('PLANTED'), failure))
    process.emitWarning('the last one')
  })
`)}`

interface Line {
  level: number
  msg: string
  method?: string
  text?: string
  fault?: { name: string; code?: string; message?: string }
  frames?: string[]
}

it('has what packages and Node say in lines of their own, without what anybody sent', async () => {
  const { url, drop } = await sqlite.create('strays')
  onTestFinished(drop)
  const ports = { PORT: String(await freePort()), HEALTH_PORT: String(await freePort()) }
  const program = new Program('--import', {
    args: [TALKING, 'server/main.ts'],
    env: { DATABASE_URL: url, ...ports },
  })
  onTestFinished(async () => void (await program.stop()))
  await program.says(/Dashboard: http/)
  program.signal('SIGWINCH')
  await program.says(/the last one/)
  await program.stop()
  expect(program.stderrText).toBe('')
  expect(program.output).not.toMatch(/PLANTED|ada@example/)
  const lines = program.stdoutText
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as Line)

  const warnings = lines.filter(({ msg }) => msg === 'A warning of Node or of a package')
  expect(warnings.map(({ level, fault }) => [level, fault?.name, fault?.code, fault?.message])).toEqual([
    [40, 'Warning', undefined, 'early'],
    [40, 'MaxListenersExceededWarning', undefined, expect.stringContaining('11 change listeners')],
    [40, 'DeprecationWarning', 'DEP0170', undefined],
    [40, 'Warning', undefined, expect.stringMatching(/ waits$/)],
    [40, 'Warning', undefined, 'the last one'],
  ])
  const [outOfOrder, ...calls] = lines.filter(({ msg }) => msg === 'A package wrote to the console')
  expect(outOfOrder).toMatchObject({
    method: 'error',
    text: 'Warning: got packets out of order. Expected 1 but received 0',
  })
  expect(outOfOrder?.frames?.[0]).toContain('mysql2/lib/base/connection.js')
  expect(calls.map(({ method, fault }) => [method, fault?.code])).toEqual([
    ...['log', 'info', 'debug', 'warn', 'error', 'trace', 'dir', 'log'].map((method) => [method, undefined]),
    ['error', 'ER_DUP_ENTRY'],
  ])
  expect(calls.filter(({ text }) => text !== undefined)).toEqual([])
})
