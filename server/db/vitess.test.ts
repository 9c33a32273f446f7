import { readFileSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { databases } from '../test/databases.ts'
import { openTestDatabase } from '../test/harness.ts'
import { globalTables } from '../test/isolation-cases.ts'
import { LEASE_TABLE } from './migration-lease.ts'
import type { Orm } from './orm.ts'
import { ROLLBACK_MARK } from './rollback-mark.ts'

interface ColumnVindex {
  column?: string
  columns?: string[]
  name: string
}

interface VSchema {
  vindexes?: Record<string, { type: string; params?: { table: string; from: string }; owner?: string }>
  tables: Record<string, { columnVindexes?: ColumnVindex[] }>
}

const read = (file: string) => readFileSync(new URL(`vitess/${file}`, import.meta.url), 'utf8')
const tenants = JSON.parse(read('mcpobs/vschema.json')) as VSchema
const shared = JSON.parse(read('mcpobs_global/vschema.json')) as VSchema
const routing = JSON.parse(read('routing-rules.json')) as {
  rules: { fromTable: string; toTables: string[] }[]
}
const columnsOf = ({ column, columns = [column!] }: ColumnVindex) => columns
const sorted = (names: Iterable<string>) => [...names].sort()

describe('what tells Vitess where rows are', () => {
  let orm: Orm
  let tables: string[]
  beforeAll(async () => {
    orm = await openTestDatabase(databases[0]!.url)
    const rows = await orm.em.execute<{ name: string }[]>(
      `select name from sqlite_master where type = 'table' and name not like 'sqlite%'`,
    )
    // MySQL's own.
    tables = [...new Set([...rows.map(({ name }) => name), LEASE_TABLE, ROLLBACK_MARK])]
  })
  afterAll(() => orm.close(true))

  it('puts each table with a tenant into the keyspace with shards, and each other one into the other', () => {
    const without = new Set([...Object.keys(globalTables), ROLLBACK_MARK])
    without.delete('organization')
    const ofTenants = tables.filter((name) => !without.has(name))
    expect(sorted(Object.keys(tenants.tables))).toEqual(sorted(ofTenants))
    const directories = Object.keys(shared.tables).filter((name) => name.startsWith('directory_'))
    expect(sorted(Object.keys(shared.tables))).toEqual(sorted([...without, ...directories]))
  })

  it('keeps all rows of an organization in one shard', () => {
    for (const [table, { columnVindexes = [] }] of Object.entries(tenants.tables)) {
      const column = table === 'organization' ? 'id' : 'organization_id'
      expect(columnVindexes[0], table).toEqual({ column, name: 'organization' })
    }
  })

  it('keeps unique over all shards what is unique over all tenants', () => {
    for (const { tableName, uniques, properties } of orm.getMetadata().getAll().values()) {
      const vindexes = tenants.tables[tableName]?.columnVindexes
      if (!vindexes) continue
      const own = Object.values(properties)
        .filter(({ unique }) => unique)
        .map(({ name }) => [name])
      for (const key of [...uniques.map(({ properties: names }) => [names].flat()), ...own]) {
        const names = key.map((name) => properties[name as keyof typeof properties]!.fieldNames[0]!)
        if (names[0] === 'organization_id') continue
        const vindex = vindexes.find((each) => columnsOf(each).join() === names.join())
        expect(tenants.vindexes?.[vindex?.name ?? '']?.type, `${tableName}.${names.join()}`).toBe(
          'consistent_lookup_unique',
        )
      }
    }
  })

  it('has a directory for each look-up, with its columns', () => {
    const statements = read('mcpobs_global/directory.sql')
    for (const [name, { type, params, owner }] of Object.entries(tenants.vindexes ?? {})) {
      if (!type.startsWith('consistent_lookup')) continue
      const used = tenants.tables[owner!]?.columnVindexes?.find((each) => each.name === name)
      expect(params?.from, name).toBe(columnsOf(used!).join())
      const [keyspace, table] = params!.table.split('.')
      expect(keyspace).toBe('mcpobs_global')
      expect(Object.keys(shared.tables)).toContain(table)
      const [, columns] = new RegExp(`create table if not exists ${table} \\(([^;]*)\\) engine`).exec(
        statements,
      )!
      for (const column of [...params!.from.split(','), 'keyspace_id'])
        expect(columns).toContain(`${column} `)
    }
  })

  it('finds each table of the keyspace without shards from the other one', () => {
    expect(routing.rules).toEqual(
      Object.keys(shared.tables)
        .filter((name) => !name.startsWith('directory_'))
        .map((name) => ({ fromTable: `mcpobs.${name}`, toTables: [`mcpobs_global.${name}`] })),
    )
  })
})
