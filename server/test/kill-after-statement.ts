/*
 * Imported into a process with `--import`, it kills that process after the first statement of a migration, or of the
 * record of one, that no earlier process has come to. KILL_RECORD names the file that remembers them. KILL_SIGNAL may name
 * another signal, such as SIGSTOP.
 */
import { createHash } from 'node:crypto'
import { appendFileSync, existsSync, readFileSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import { AbstractSqlDriver } from '@mikro-orm/sql'

const file = process.env['KILL_RECORD']!
const known = new Set(existsSync(file) ? readFileSync(file, 'utf8').split('\n') : [])

for (const name of ['execute', 'nativeInsert', 'nativeDelete'] as const) {
  const original = AbstractSqlDriver.prototype[name] as (...args: unknown[]) => Promise<unknown>
  Object.assign(AbstractSqlDriver.prototype, {
    async [name](this: unknown, ...args: unknown[]) {
      const done = await original.apply(this, args)
      const statement = name === 'execute' ? String(args[0]) : `${name} ${JSON.stringify(args[1])}`
      if (!/^\s*select/i.test(statement)) await killOnce(statement)
      return done
    },
  })
}

async function killOnce(statement: string): Promise<void> {
  const line = createHash('sha256').update(statement).digest('hex')
  if (known.has(line)) return
  appendFileSync(file, `${line}\n`)
  process.kill(process.pid, process.env['KILL_SIGNAL'] ?? 'SIGKILL')
  // A signal does not come at once.
  await sleep(1_000)
}
