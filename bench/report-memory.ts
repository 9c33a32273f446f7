/*
 * Imported into a program with `--import`: answers on `MEMORY_PORT` with what the process holds after a garbage
 * collection, with the time that it has computed so far, and with how many handles and timers it has open.
 */
import { createServer } from 'node:http'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'

setFlagsFromString('--expose-gc')
const collectGarbage = runInNewContext('gc') as () => void

createServer((_request, response) => {
  collectGarbage()
  const handles = process.getActiveResourcesInfo().length
  response.end(JSON.stringify({ ...process.memoryUsage(), ...process.cpuUsage(), handles }))
})
  .listen(Number(process.env.MEMORY_PORT), '127.0.0.1')
  .unref()
