import type { FastifyInstance } from 'fastify'
import { createConnection } from 'mysql2/promise'
import { buildApp } from '../app.ts'
import { type Config, readConfig } from '../config.ts'
import { migrate } from '../db/migrate.ts'
import type { ObserveStatement } from '../db/observe-statement.ts'
import { isSqlite } from '../db/database-url.ts'
import { openDatabase, type Orm } from '../db/orm.ts'
import { entities } from '../domain/entities.ts'
import { faultLog } from './fault-log.ts'
import { checkStatement, knowTenantTables } from './watch-statements.ts'

export interface TestApp {
  app: FastifyInstance
  orm: Orm
  config: Config
  close: () => Promise<void>
}

/** The platform on a migrated database. Tests make organizations of their own, so nothing is ever cleared. */
export async function startTestApp(
  url: string,
  overrides: Partial<Config> = {},
  now?: () => Date,
  observe?: ObserveStatement,
): Promise<TestApp> {
  const orm = await openTestDatabase(url, observe)
  const config: Config = {
    ...readConfig({ NODE_ENV: 'test', DATABASE_URL: url, LOG_LEVEL: 'silent' }),
    quotas: {
      ipPerMinute: 1e6,
      serverPerMinute: 1e6,
      emailPer10Minutes: 1e6,
      tokenPerMinute: 1e6,
      registrationsPerHour: 1e6,
      signUpsPerHour: 20,
    },
    ...overrides,
  }
  const app = await buildApp({ config, orm, logger: faultLog, ...(now && { now }) })
  const close = async () => {
    await app.close()
    await orm.close(true)
  }
  return { app, orm, config, close }
}

export async function openTestDatabase(url: string, observe?: ObserveStatement): Promise<Orm> {
  if (!isSqlite(url)) await createMySqlDatabase(url)
  const orm = await openDatabase(url, entities, (sql, values) => {
    checkStatement(sql, values)
    observe?.(sql, values)
  })
  knowTenantTables(orm)
  await migrate(url)
  return orm
}

async function createMySqlDatabase(url: string): Promise<void> {
  const { pathname, href } = new URL(url)
  const connection = await createConnection(href.slice(0, -pathname.length))
  await connection.query(`create database if not exists \`${pathname.slice(1)}\``)
  await connection.end()
}
