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

/** The files of the server's tests that can share several shards, one after the other. */
export function filesOnShards(): string[] {
  return globSync('server/**/*.test.ts').filter(
    (file) => !(file in LEFT_OUT) && !readFileSync(file, 'utf8').includes(MAKES_DATABASES),
  )
}
