import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { forkForTenant } from '../../db/tenant.ts'
import { databases } from '../../test/databases.ts'
import { startTestApp, type TestApp } from '../../test/harness.ts'
import type { TenantScope } from '../context.ts'
import { readTopTerms } from './postings.repository.ts'

describe.each(databases)('the terms that most tickets have on $name', ({ url }) => {
  let test: TestApp
  let scope: TenantScope
  beforeAll(async () => {
    test = await startTestApp(url)
    const organizationId = randomUUID()
    const em = forkForTenant(test.orm.em, organizationId)
    scope = { em, organizationId, now: () => new Date(), settings: test.config }
  })
  afterAll(() => test.close())

  it('says that not all of very many terms were looked at', async () => {
    const values: unknown[][] = []
    for (let tool = 0; tool < 110; tool++)
      for (let block = 0; block < 200; block++)
        values.push([
          scope.organizationId,
          Buffer.from(`=few:${1_000 + tool}`),
          block,
          tool + 1,
          Buffer.from([0, 0]),
        ])
    for (let start = 0; start < values.length; start += 2_000) {
      const rows = values.slice(start, start + 2_000)
      await scope.em.execute(
        `insert into search_posting (organization_id, term, block, tickets, docs) values ${rows.map(() => '(?)').join(', ')}`,
        rows,
      )
    }
    const { top, isCut } = await readTopTerms(scope, '=few:', 2)
    // Twenty thousand rows, and the one that is not whole.
    expect({ top, isCut }).toEqual({
      top: [
        { term: '=few:1099', tickets: 100 * 200 },
        { term: '=few:1098', tickets: 99 * 200 },
      ],
      isCut: true,
    })
    expect(await readTopTerms(scope, '=few:100', 9)).toMatchObject({ isCut: false })
  })
})
