/*
 * The README's table of what the SDK works on is the list that the jobs run.
 */
import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'

interface Row {
  name: string
  versions: string[]
  job: string
  recipes?: string[]
}

const read = (path: string): string => readFileSync(new URL(path, import.meta.url), 'utf8')
const rows = JSON.parse(read('../checks/works-on.json')) as Row[]
const readme = read('../README.md')
const own = JSON.parse(read('../package.json')) as {
  engines: { node: string }
  peerDependencies: Record<string, string>
}
const root = JSON.parse(read('../../../package.json')) as Record<
  'scripts' | 'dependencies' | 'devDependencies',
  Record<string, string>
>

/** The cells of the table, without the spaces that line them up. */
function readTable(): string[][] {
  const [, after = ''] = readme.split('## Works on\n')
  const lines = after.split('\n## ')[0]?.split('\n') ?? []
  return lines
    .filter((line) => line.startsWith('|'))
    .slice(2)
    .map((line) =>
      line
        .slice(1, -1)
        .split('|')
        .map((cell) => cell.trim()),
    )
}

test('the table has the rows of the jobs, and no others', () => {
  const expected = rows.map(({ name, versions, job }) => [
    name.includes('/') || name === name.toLowerCase() ? `\`${name}\`` : name,
    versions.join(', '),
    `\`npm run ${job}\``,
  ])
  expect(readTable()).toEqual(expected)
  expect(new Set(rows.map(({ name }) => name)).size).toBe(rows.length)
})

test('each row names a job that exists and takes its rows from the list', () => {
  const jobs = [...new Set(rows.map(({ job }) => job))]
  expect(jobs.filter((job) => !(job in root.scripts))).toEqual([])
  for (const job of jobs)
    expect(read(`../checks/${job.replace('sdk:', '')}/main.ts`)).toContain(`checksOfJob('${job}'`)
})

test('the recipes of the README are those that a job runs', () => {
  const inReadme = Array.from(readme.matchAll(/^<!-- recipe: (.+) -->$/gm), ([, name = '']) => name)
  expect(inReadme.toSorted()).toEqual(rows.flatMap(({ recipes = [] }) => recipes).toSorted())
})

test('the oldest and the newest are those that the package promises and is developed with', () => {
  const installed = { ...root.dependencies, ...root.devDependencies }
  const versions = (name: string): string[] => rows.find((row) => row.name === name)?.versions ?? []
  expect(own.engines.node).toBe(`>=${versions('Node.js')[0]?.replace(/\.0$/, '')}`)
  for (const [name, range] of Object.entries(own.peerDependencies)) {
    expect(range.split(' ')[0]).toBe(`>=${versions(name)[0]}`)
    expect(versions(name).at(-1)).toBe(installed[name])
  }
})
