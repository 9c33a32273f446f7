import { AsyncLocalStorage } from 'node:async_hooks'
import { subscribe } from 'node:diagnostics_channel'
import type { FastifyInstance } from 'fastify'
import type { Orm } from '../db/orm.ts'
import { currentTenant } from '../db/work.ts'
import { namesTenant } from './names-tenant.ts'
import { hasNoEnd, inlinedValues, organizationsOf, plain, WITHOUT_TENANT } from './statement-rules.ts'

/*
 * Checks every statement that a request of the suite sends. What a test itself sends to the database is not checked.
 */

const platform = new AsyncLocalStorage<true>()
/** Statements of this test file that break the rules. */
export const offences = new Set<string>()
const usedExceptions = new Set<string>()
const tenantTables = new Set<string>()

/** Runs work of the platform that is no request, so that its statements are checked, too. */
export function asPlatform<T>(work: () => T): T {
  return platform.run(true, work)
}

/** Tells which tables belong to tenants. */
export function knowTenantTables(orm: Orm): void {
  for (const { filters, tableName } of orm.getMetadata().getAll().values()) {
    if ('tenant' in filters) tenantTables.add(tableName)
  }
}

/** Which rows of `WITHOUT_TENANT` were needed in this test file. */
export function exceptionsUsed(): readonly string[] {
  return [...usedExceptions]
}

/** Begins with the next test file. */
export function forgetStatements(): void {
  offences.clear()
  usedExceptions.clear()
}

/** Finds whether an account may enter an organization. Each call of a batch asks it, also when another one has entered already. */
const ENTERS = 'select role from membership where organization_id = ? and account_id = ?'

export function checkStatement(sql: string, values: readonly unknown[]): void {
  if (!platform.getStore()) return
  const tenant = currentTenant()
  const organizations = organizationsOf(sql, values)
  if (tenant !== undefined && plain(sql) !== ENTERS && organizations.some((id) => id !== tenant)) {
    offences.add(`is for another organization: ${plain(sql)}`)
  }
  const inlined = inlinedValues(sql)
  if (inlined.length > 0) offences.add(`holds ${inlined.join(', ')}: ${plain(sql)}`)
  if (hasNoEnd(sql)) offences.add(`reads all tenants without a limit: ${plain(sql)}`)
  if (namesTenant(plain(sql).toLowerCase(), tenantTables)) return
  const exception = WITHOUT_TENANT.find(({ statement }) => statement === plain(sql))
  if (exception) usedExceptions.add(exception.statement)
  else offences.add(`names no organization: ${plain(sql)}`)
}

// The second hook is needed because the body of a request arrives outside of what the first one started.
subscribe('fastify.initialization', (message) => {
  const { fastify } = message as { fastify: FastifyInstance }
  fastify.addHook('onRequest', (_request, _reply, done) => platform.run(true, done))
  fastify.addHook('preValidation', (_request, _reply, done) => platform.run(true, done))
})
