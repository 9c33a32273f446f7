/*
 * Imported into a program with `--import`: answers on `MEMORY_PORT` with what the process holds after a garbage
 * collection, and with the time that it has computed so far.
 */
import { createServer } from 'node:http'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'

setFlagsFromString('--expose-gc')
const collectGarbage = runInNewContext('gc') as () => void

createServer((_request, response) => {
  collectGarbage()
  response.end(JSON.stringify({ ...process.memoryUsage(), ...process.cpuUsage() }))
})
  .listen(Number(process.env.MEMORY_PORT), '127.0.0.1')
  .unref()
