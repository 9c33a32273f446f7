/*
 * What the SDK works on, as `works-on.json` lists it. The README shows this list as a table, and a test compares the two.
 * The jobs take names and versions from here, so that every row of the table is run.
 */
import assert from 'node:assert/strict'
import type { Check } from '../../../testkit/checks/run-checks.ts'
import rows from './works-on.json' with { type: 'json' }

/** @returns the versions of a row, the oldest first */
export function versionsOf(name: string): string[] {
  const row = rows.find((one) => one.name === name)
  if (!row) throw new Error(`works-on.json has no row ${name}`)
  return row.versions
}

/** @returns packages of the version that their rows name, as dependencies. A row with several has the newest last. */
export function packagesOf(...names: string[]): Record<string, string> {
  return Object.fromEntries(names.map((name) => [name, versionsOf(name).at(-1) ?? '']))
}

/** @returns the recipes of the README that belong to rows of a job */
export function recipesOf(name: string): string[] {
  return rows.find((one) => one.name === name)?.recipes ?? []
}

/**
 * @param checks by the names of the rows.
 * @returns all of them, in the order of the rows.
 * @throws if a row of the job has no check, or a check belongs to no row.
 */
export function checksOfJob(job: string, checks: Record<string, Check[]>): Check[] {
  const names = rows.filter((row) => row.job === job).map(({ name }) => name)
  assert.deepEqual(
    Object.keys(checks).sort(),
    names.toSorted(),
    `works-on.json and ${job} have the same rows`,
  )
  for (const name of names) assert.notEqual(checks[name]?.length, 0, `${name} is checked`)
  return names.flatMap((name) => checks[name] ?? [])
}
