import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { cpus, loadavg, totalmem, type } from 'node:os'
import { basename } from 'node:path'
import { runOnMySql } from '#testkit/platform/database-kinds.ts'

/** Where the last result of each bench is kept. */
const FOLDER = '.cache/bench'
const asItIs = (value: string): string => value

/** Variables that shape a bench, and how its command shows each. */
const SETTINGS: Record<string, (value: string) => string> = {
  DESK_TICKETS: asItIs,
  DESK_SAMPLES: asItIs,
  KEPT_DATABASE: (urls) => urls.split(',').map(nameDatabase).join(','),
  LIVE_STREAMS: asItIs,
  DAY_MINUTES: asItIs,
  SECRET_CORPORA: (folder) => basename(folder),
  MYSQL_URL: nameDatabase,
  VALKEY_SERVER: (program) => basename(program),
}

/** One run of a bench. */
export interface Result {
  /** The day, and what the machine had to do besides: its load when the bench began. */
  day: string
  load: string
  machine: string
  /** What was asked for, as variables of the command. */
  size: string
  /** What it wrote. */
  output: string
}

/** Says where and when a bench runs. Call it before. */
export async function describeRun(): Promise<Omit<Result, 'output'>> {
  const mySql = process.env.MYSQL_URL ? await runOnMySql('select version() as version') : []
  const parts = [
    `${cpus().length} × ${cpus()[0]?.model ?? 'unknown'}`,
    `${Math.round(totalmem() / 2 ** 30)} GiB`,
    `${type()}, Node ${process.versions.node}, SQLite ${process.versions.sqlite}`,
    ...mySql.map(({ version = '' }) => (version.includes('Maria') ? version : `MySQL ${version}`)),
  ]
  return {
    day: new Date().toISOString().slice(0, 10),
    load: loadavg()[0]!.toFixed(1),
    machine: parts.join(', '),
    size: describeSettings(process.env),
  }
}

/** @returns the variables that shape a bench, each with a space behind it. A path or an address is shown by its name alone */
export function describeSettings(env: Record<string, string | undefined>): string {
  return Object.entries(SETTINGS)
    .map(([name, show]) => (env[name] ? `${name}=${show(env[name])} ` : ''))
    .join('')
}

/** Without folder, host and password. */
function nameDatabase(url: string): string {
  const { protocol, host, pathname } = new URL(url)
  return `${protocol}${host && '//…/'}${basename(pathname)}`
}

export function keepResult(bench: string, result: Result): void {
  mkdirSync(FOLDER, { recursive: true })
  writeFileSync(`${FOLDER}/${bench}.json`, JSON.stringify(result))
}

/** @returns undefined when the bench has not run here */
export function readResult(bench: string): Result | undefined {
  try {
    return JSON.parse(readFileSync(`${FOLDER}/${bench}.json`, 'utf8')) as Result
  } catch {
    return undefined
  }
}
