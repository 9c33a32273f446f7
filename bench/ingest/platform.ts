import { createServer, signUpStaff } from '#server/test/factories.ts'
import { startTestApp } from '#server/test/harness.ts'

/** The platform as it is, on `DATABASE_URL`. */
const { app, close } = await startTestApp(process.env.DATABASE_URL!)
const { host, key } = await createServer(await signUpStaff(app))
const url = await app.listen({ host: '127.0.0.1', port: 0 })
process.stdout.write(JSON.stringify({ url, host, key }))
process.once('SIGTERM', () => void close())
