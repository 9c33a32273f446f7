import { randomUUID } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { forkForTenant } from '../db/tenant.ts'
import type { TenantScope } from '../domain/context.ts'
import { BLOCK, emptyBits, pack, setBit } from '../domain/ticket-search/packed-numbers.ts'
import { lockState, writeState } from '../domain/ticket-search/search-state.repository.ts'
import { startTestApp, type TestApp } from './harness.ts'

export const BLOCKS = 60
export const OF_BLOCK = 500

/** A search index that a test writes itself: there are no tickets, and so it can have many. */
export class WrittenIndex {
  readonly scope: TenantScope
  readonly #test: TestApp
  readonly #statements: string[]
  readonly #rows: number[]

  static async start(url: string): Promise<WrittenIndex> {
    const statements: string[] = []
    const rows: number[] = []
    const test = await startTestApp(url, {}, undefined, (sql, values) => {
      statements.push(sql)
      if (!/ block <= \?/.test(sql)) return
      const [low, high] = values.slice(-2).map(Number) as [number, number]
      rows.push((sql.split('?').length - 4) * (high - low + 1))
    })
    const written = new WrittenIndex(test, statements, rows)
    const { em, organizationId } = written.scope
    const state = await lockState(em, organizationId)
    await writeState(em, organizationId, { ...state, lowestNo: 0, nextNo: BLOCKS * BLOCK })
    return written
  }

  private constructor(test: TestApp, statements: string[], rows: number[]) {
    this.#test = test
    this.#statements = statements
    this.#rows = rows
    const organizationId = randomUUID()
    const em = forkForTenant(test.orm.em, organizationId)
    this.scope = { em, organizationId, now: () => new Date(), settings: test.config }
  }

  close(): Promise<void> {
    return this.#test.close()
  }

  async write(term: string, blocks: number[], tickets = OF_BLOCK): Promise<void> {
    const bits = emptyBits()
    for (let place = 0; place < tickets; place++) setBit(bits, place, true)
    const { docs } = pack(bits)!
    for (const block of blocks)
      await this.scope.em.execute(
        'insert into search_posting (organization_id, term, block, tickets, docs) values (?, ?, ?, ?, ?)',
        [this.scope.organizationId, Buffer.from(term), block, tickets, docs],
      )
  }

  /** Many tickets of the two newest blocks, and few of all others. */
  async writeFading(term: string): Promise<void> {
    const all = Array.from({ length: BLOCKS }, (_, block) => block)
    await this.write(term, all.slice(-2))
    await this.write(term, all.slice(0, -2), 20)
  }

  /** The statements since the last time, and how many rows the largest of them can have. */
  takeStatements(): { statements: string[]; mostRows: number } {
    return { statements: this.#statements.splice(0), mostRows: Math.max(0, ...this.#rows.splice(0)) }
  }

  /** The same index, which takes 300 ms for each statement. */
  slow(): TenantScope {
    const { scope } = this
    const execute = async (...statement: Parameters<typeof scope.em.execute>) => {
      await sleep(300)
      return scope.em.execute(...statement)
    }
    const em = new Proxy(scope.em, {
      get: (em, name) => (name === 'execute' ? execute : Reflect.get(em, name)),
    })
    return { ...scope, em }
  }
}
