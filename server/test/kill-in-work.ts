/*
 * Imported into a process with `--import`, it kills that process after the first statement or commit that writes one of
 * KILL_ENTITIES, and that no earlier process has come to. KILL_RECORD names the file that remembers them.
 */
import { appendFileSync, existsSync, readFileSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import { type EntityName, Utils } from '@mikro-orm/core'
import { AbstractSqlConnection, AbstractSqlDriver } from '@mikro-orm/sql'

const file = process.env['KILL_RECORD']!
const entities = new Set(process.env['KILL_ENTITIES']!.split(','))
const known = new Set(existsSync(file) ? readFileSync(file, 'utf8').split('\n') : [])
/** What this process wrote and has not committed yet. */
let written: string | undefined

/** The ORM writes one row as it writes several. */
const writes = [
  'nativeInsert',
  'nativeInsertMany',
  'nativeUpdate',
  'nativeUpdateMany',
  'nativeDelete',
] as const
for (const name of writes) {
  after(AbstractSqlDriver.prototype, name, ([entity]) => {
    const className = Utils.className(entity as EntityName)
    return entities.has(className) ? (written = `${name.replace('Many', '')} ${className}`) : undefined
  })
}
after(AbstractSqlConnection.prototype, 'commit', () => {
  const committed = written && `commit after ${written}`
  written = undefined
  return committed
})

/** Kills the process after a method, if what it did has a name that is new. */
function after<T>(prototype: T, method: keyof T, nameOf: (args: unknown[]) => string | undefined): void {
  const original = prototype[method] as (...args: unknown[]) => Promise<unknown>
  Object.assign(prototype as object, {
    async [method](this: unknown, ...args: unknown[]) {
      const done = await original.apply(this, args)
      const step = nameOf(args)
      if (step !== undefined) await killOnce(step)
      return done
    },
  })
}

async function killOnce(step: string): Promise<void> {
  if (known.has(step)) return
  appendFileSync(file, `${step}\n`)
  process.kill(process.pid, 'SIGKILL')
  // A signal does not come at once.
  await sleep(1_000)
}
