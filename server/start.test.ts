import { sqlite } from '#testkit/platform/databases.ts'
import { freePort } from '#testkit/processes/free-port.ts'
import { Program } from '#testkit/processes/program.ts'
import { expect, it, onTestFinished } from 'vitest'

/** Rejects on a signal with what the driver of MySQL throws, which nothing catches. */
const REJECTING = `data:text/javascript,${encodeURIComponent(`
  process.on('SIGWINCH', () => {
    const failure = { code: 'ER_DUP_ENTRY', errno: 1062, sqlMessage: 'PLANTED', sql: 'insert into PLANTED' }
    Promise.reject(Object.assign(new Error('PLANTED'), failure))
  })
`)}`

it('logs an error that nothing caught, without SQL and values, and stops', async () => {
  const { url, drop } = await sqlite.create('crash')
  onTestFinished(drop)
  const env = { DATABASE_URL: url, PORT: String(await freePort()), HEALTH_PORT: String(await freePort()) }
  const program = new Program('--import', { args: [REJECTING, 'server/main.ts'], env })
  onTestFinished(async () => void (await program.stop()))
  await program.says(/Dashboard: http/)
  program.signal('SIGWINCH')
  expect(await program.exited()).toBe(1)
  expect(program.output).toMatch(/"fault":\{"name":"Error","code":"ER_DUP_ENTRY","errno":1062,/)
  expect(program.output).not.toContain('PLANTED')
})
