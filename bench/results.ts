import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { cpus, loadavg, totalmem, type } from 'node:os'
import { runOnMySql } from '#testkit/platform/databases.ts'

/** Where the last result of each bench is kept. */
const FOLDER = '.cache/bench'
/** Variables that make a bench larger or smaller. */
const SIZE = /^(?:DESK|LIVE|DAY)_/

/** One run of a bench. */
export interface Result {
  /** The day, and what the machine had to do besides: its load when the bench began. */
  day: string
  load: string
  machine: string
  /** The size that was asked for, as variables of the command. */
  size: string
  /** What it wrote. */
  output: string
}

/** Says where and when a bench runs. Call it before. */
export async function describeRun(): Promise<Omit<Result, 'output'>> {
  const size = Object.entries(process.env).filter(([name]) => SIZE.test(name))
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
    size: size.map(([name, value]) => `${name}=${value} `).join(''),
  }
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
