import { existsSync, readdirSync, rmSync, statSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { runOrThrow } from '../processes/program.ts'

/** Of a large database, on a slow disk. */
const TIMEOUT_MS = 120_000

/**
 * Backs a database up while the platform writes into it, with the commands of docs/operating.md.
 *
 * @param file a new one
 */
export async function backUp(databaseUrl: string, file: string): Promise<void> {
  if (databaseUrl.startsWith('sqlite:'))
    return void (await runShell(`sqlite3 ${fileOf(databaseUrl)} "vacuum into '${file}'"`))
  const { options, database } = readUrl(databaseUrl)
  const flags = '--single-transaction --quick --hex-blob --no-tablespaces --default-character-set=utf8mb4'
  await runShell(`mariadb-dump ${options} ${flags} ${database} > ${file}`)
}

/** Deletes the database, with all that stands beside it. */
export async function destroy(databaseUrl: string): Promise<void> {
  if (!databaseUrl.startsWith('sqlite:')) {
    const { options, database } = readUrl(databaseUrl)
    return void (await runShell(`mariadb ${options} -e "drop database ${database}"`))
  }
  const file = fileOf(databaseUrl)
  for (const name of readdirSync(dirname(file)))
    if (name.startsWith(basename(file))) rmSync(join(dirname(file), name))
}

/** Makes the database from a backup, as docs/operating.md says. The platform must be stopped. */
export async function restore(databaseUrl: string, file: string): Promise<void> {
  if (!existsSync(file) || statSync(file).size === 0) throw new Error('There is no backup')
  if (databaseUrl.startsWith('sqlite:')) return void (await runShell(`cp ${file} ${fileOf(databaseUrl)}`))
  const { options, database } = readUrl(databaseUrl)
  await runShell(`mariadb ${options} -e "create database ${database} character set utf8mb4"`)
  await runShell(`mariadb ${options} ${database} < ${file}`)
}

const fileOf = (databaseUrl: string) => databaseUrl.slice('sqlite:'.length)

function readUrl(databaseUrl: string): { options: string; database: string } {
  const { hostname, port, username, password, pathname } = new URL(databaseUrl)
  const secret = password && `--password='${decodeURIComponent(password)}'`
  // Whoever has a file with options of their own must not have them here.
  const options = `--no-defaults --host=${hostname} --port=${port || 3306} --protocol=tcp --user=${username} ${secret}`
  return { options, database: pathname.slice(1) }
}

function runShell(script: string): Promise<string> {
  return runOrThrow('-euc', { command: 'sh', args: [script] }, TIMEOUT_MS)
}
