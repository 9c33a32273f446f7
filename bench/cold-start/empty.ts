/*
 * What any platform of this kind needs before it can serve: Fastify that listens, and MikroORM with a table and a
 * connection. Says "ready" then. PORT and, for a database, DATABASE_URL are in the environment.
 */
import { defineEntity, p } from '@mikro-orm/core'
import { Migrator } from '@mikro-orm/migrations'
import { MikroORM } from '@mikro-orm/mysql'
import Fastify from 'fastify'

const { DATABASE_URL: clientUrl, PORT } = process.env
const Thing = defineEntity({ name: 'Thing', properties: { id: p.integer().primary() } })
const orm = await MikroORM.init({
  entities: [Thing],
  clientUrl: clientUrl ?? 'mysql://root@127.0.0.1/x',
  extensions: [Migrator],
})
if (clientUrl !== undefined) await orm.em.fork().execute('select 1')
const app = Fastify({ logger: true })
app.get('/readyz', async () => ({ status: 'ready' }))
await app.listen({ host: '127.0.0.1', port: Number(PORT) })
