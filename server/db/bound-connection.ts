import { isRaw, type LoggingOptions, raw, type Transaction } from '@mikro-orm/core'
import { type AbstractSqlConnection, NativeQueryBuilder } from '@mikro-orm/sql'
import { CompiledQuery, type DatabaseConnection } from 'kysely'
import { bindValues, type BoundStatement } from './bind-values.ts'
import { noteSpace } from './space.ts'
import type { Statement, Write } from './statement.ts'

type Query = Parameters<AbstractSqlConnection['execute']>[0]
type QueryParameters = Parameters<AbstractSqlConnection['execute']>[1]
// oxlint-disable-next-line no-explicit-any -- TypeScript requires these parameters of a class that is mixed in
type ConnectionClass = new (...args: any[]) => AbstractSqlConnection

/** A connection of the ORM that runs statements which are all known before in one transaction. */
export interface WritingConnection {
  /** @throws NothingChangedError, or what the first statement that failed threw */
  writeTogether: (statements: readonly Statement[]) => Promise<void>
}

/** Gives `use` a connection while it runs. @throws NoPlaceError, or what `use` throws */
export type Provide = (use: (connection: DatabaseConnection) => Promise<void>) => Promise<void>

/** Runs statements in one transaction. @throws as `WritingConnection.writeTogether` */
type RunTogether = (provide: Provide, writes: readonly Write[]) => Promise<void>

/**
 * Makes a connection of the ORM hand its values to the driver apart from the text. The ORM itself writes them into the
 * text (mikro-orm issue 8001), where the database's `sql_mode` decides what a quote or a backslash means. Kysely's
 * plugins and dialects come too late: they get the finished text.
 */
export function withBoundValues<Base extends ConnectionClass>(
  base: Base,
  newRunTogether: () => RunTogether,
): Base & (new () => WritingConnection) {
  return class extends base {
    readonly #runTogether = newRunTogether()

    override createKyselyDialect(): never {
      throw new Error('The dialect is handed to the ORM in `driverOptions`')
    }

    // oxlint-disable-next-line no-explicit-any -- the ORM's own signature has a type for each caller
    override async execute(
      query: Query,
      parameters: QueryParameters = [],
      method: 'all' | 'get' | 'run' = 'all',
      transaction?: Transaction,
      logging?: LoggingOptions,
      // oxlint-disable-next-line no-explicit-any
    ): Promise<any> {
      await this.ensureConnection()
      const { sql, values } = this.#bind(query, parameters)
      const client = (transaction ?? this.getClient()) as ReturnType<typeof this.getClient>
      const result = await this.#notingSpace(
        client.executeQuery(CompiledQuery.raw(sql, values), abortOptions(logging)),
      )
      return this.transformRawResult(result, method)
    }

    async writeTogether(statements: readonly Statement[]): Promise<void> {
      await this.ensureConnection()
      const writes = statements.map(({ sql, values, mustChange }) => {
        const bound = this.#bind(sql, values)
        return { query: CompiledQuery.raw(bound.sql, bound.values), mustChange }
      })
      const executor = this.getClient().getExecutor()
      await this.#notingSpace(this.#runTogether((use) => executor.provideConnection(use), writes))
    }

    override stream(): never {
      throw new Error('Rows are read in pages, not in a stream')
    }

    #notingSpace<T>(work: Promise<T>): Promise<T> {
      return work.catch((error: unknown) => {
        noteSpace(this, error)
        throw error
      })
    }

    #bind(query: Query, parameters: QueryParameters): BoundStatement {
      const built = query instanceof NativeQueryBuilder ? query.toRaw() : query
      // A plain object holds named parameters.
      const named = typeof built === 'string' && !Array.isArray(parameters) ? raw(built, parameters) : built
      const sql = isRaw(named) ? named.sql : named
      const values = isRaw(named) ? named.params : (parameters as readonly unknown[])
      return bindValues(sql, values, (name) => this.platform.quoteIdentifier(name))
    }
  }
}

/** The ORM hands over how to abort a statement among the options of its log, which it does not write. */
function abortOptions(logging: LoggingOptions | undefined) {
  const { signal, inflightQueryAbortStrategy } = (logging ?? {}) as LoggingOptions & {
    signal?: AbortSignal
    inflightQueryAbortStrategy?: 'cancel query' | 'kill session'
  }
  return signal && { signal, ...(inflightQueryAbortStrategy && { inflightQueryAbortStrategy }) }
}
