import { readConfig } from '../config.ts'
import { migrate } from '../db/migrate.ts'
import { openDatabase } from '../db/orm.ts'
import { entities } from '../domain/entities.ts'

const direction = process.argv[2] === 'rollback' ? 'down' : 'up'
const { databaseUrl } = readConfig(process.env)
const orm = await openDatabase(databaseUrl, entities)
const names = await migrate(orm, databaseUrl, direction)
await orm.close(true)
const done = direction === 'up' ? 'Applied' : 'Reverted'
process.stdout.write(names.length > 0 ? `${done}: ${names.join(', ')}\n` : 'Nothing to do.\n')
