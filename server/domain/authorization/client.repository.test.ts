import { v7 as uuidv7 } from 'uuid'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { isSqlite } from '../../db/database-url.ts'
import { databases } from '../../test/databases.ts'
import { explainQuery, READS_TOO_MUCH } from '../../test/explain-query.ts'
import { createServer, signUpStaff } from '../../test/factories.ts'
import { startTestApp, type TestApp } from '../../test/harness.ts'
import { REDIRECT_URI } from '../../test/oauth-flow.ts'
import { OAUTH } from '../../test/signed-in.ts'
import { unusedClientsSql } from './client.repository.ts'
import type { OauthTables } from './oauth-tables.ts'

const ofServer: OauthTables = {
  artifacts: 'oauth_artifact',
  clients: 'oauth_client',
  organizationId: uuidv7(),
  mcpServerId: uuidv7(),
}
const ofStaff: OauthTables = { artifacts: 'staff_artifact', clients: 'staff_client' }

describe.each(databases)('clients that nobody has given consent to, on $name', ({ url }) => {
  let test: TestApp
  const sent: string[] = []
  beforeAll(async () => {
    test = await startTestApp(url, {}, undefined, (sql) => sent.push(sql))
  })
  afterAll(() => test.close())

  const register = (host: string) =>
    test.app.inject({
      method: 'POST',
      url: '/oauth/register',
      headers: { host, 'content-type': 'application/json' },
      payload: JSON.stringify({ redirect_uris: [REDIRECT_URI] }),
    })

  it.each([
    ['an MCP server', ofServer, 'oauth_client_server_index', 3],
    ['staff', ofStaff, 'staff_client_unused_index', 1],
  ] as const)(
    'are read as a range of an index, oldest first, as far as the limit: of %s',
    async (_, tables, index, columns) => {
      const statement = unusedClientsSql({ em: test.orm.em.fork(), tables }, 10)
      expect(statement.sql).toMatch(/ limit \?$/)
      const plan = await explainQuery(test.orm, url, statement)
      expect(plan).toContain(index)
      expect(plan).not.toMatch(READS_TOO_MUCH)
      const found = isSqlite(url) ? plan.match(/=\?/g) : /"ref":"([^"]+)"/.exec(plan)?.[1]?.split(',')
      expect(found).toHaveLength(columns)
    },
  )

  it('are counted by a registration with that statement, and in no other way', async () => {
    const { host } = await createServer(await signUpStaff(test.app), OAUTH)
    const em = test.orm.em.fork()
    for (const [at, tables] of [
      [host, ofServer],
      ['localhost:3000', ofStaff],
    ] as const) {
      sent.length = 0
      expect((await register(at)).statusCode).toBe(201)
      const counted = sent.filter((sql) => sql.includes('count(') && sql.includes(tables.clients))
      expect(counted).toEqual([expect.stringContaining(unusedClientsSql({ em, tables }, 10).sql)])
    }
  })
})
