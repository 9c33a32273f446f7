import { globSync, readFileSync } from 'node:fs'

/** Several shards cannot be made by `create database`. What imports this makes its own. */
const MAKES_DATABASES = '#testkit/platform/database-kinds.ts'

/** Other files that cannot run on several shards, and why. */
const LEFT_OUT: Readonly<Record<string, string>> = {
  'server/db/migrations.test.ts': 'it makes databases of its own',
  'server/db/delete-in-batches.test.ts': 'it makes tables, of which no keyspace has rules',
  'server/rest/waiting-ticket.test.ts': 'it makes a table, of which no keyspace has rules, and locks tables',
  'server/front-door.test.ts': 'it renames tables, of which no keyspace has rules then',
  'server/pages-for-people.test.ts': 'it renames tables, of which no keyspace has rules then',
}

/** How a file comes to tests on MySQL: by the databases of all tests, by a list that is made of these, or by its own. */
const ON_MYSQL =
  /\beach\(databases\b(?!\[)|\bof databases\)|\bdatabases\.(?:filter|find)\b|\bissuers\b|name: 'MySQL'/

/** All files of the server's tests. */
export function allFiles(): string[] {
  return globSync('server/**/*.test.ts').toSorted()
}

/** The files of the server's tests that can share several shards, one after the other. */
export function filesOnShards(): string[] {
  return allFiles().filter((file) => !(file in LEFT_OUT) && !read(file).includes(MAKES_DATABASES))
}

/** Those of files that have tests for MySQL, as the names of the tests say. */
export function filesForMySql(files: readonly string[]): string[] {
  return files.filter((file) => ON_MYSQL.test(read(file)))
}

function read(file: string): string {
  return readFileSync(file, 'utf8')
}
