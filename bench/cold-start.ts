/*
 * From the start of the process to /readyz 200, as `npm run serve` starts it, against an empty start with Fastify and
 * MikroORM in the same run: with the packages as they are installed, and bundled as the platform is. The database is there
 * and migrated, as at a restart.
 *
 *   npm run bench -- cold-start
 */
import { setTimeout as sleep } from 'node:timers/promises'
import { Platform } from '#testkit/platform/platform.ts'
import { freePort } from '#testkit/processes/free-port.ts'
import { Program } from '#testkit/processes/program.ts'
import { build, loadConfigFromFile } from 'vite'
import { median, verdict } from './measure.ts'
import { databaseKinds } from './platform.ts'

const RUNS = 9
const TARGET = 1.5
/** As `npm run serve` sets it, for both. */
const CACHE = { NODE_COMPILE_CACHE: '.cache/compile' }
/** What `npm run serve` gives to Node. */
const SERVE = ['--disable-sigusr1', '--import', './dist/server/read-env-file.js', 'dist/server/main.js']

const bundle = await bundleEmpty()

for (const database of databaseKinds) {
  const platform = await Platform.start({}, database, 'bench_cold_start')
  await platform.program.stop()
  const { databaseUrl, settings } = platform
  // An empty start on SQLite connects to nothing: MikroORM's driver of SQLite is not used here.
  const url = database.name === 'MySQL' ? databaseUrl : undefined
  const ours: number[] = []
  const empty: number[] = []
  const bundled: number[] = []
  // In turns, so that what else the machine does meets both.
  for (let run = 0; run < RUNS; run++) {
    empty.push(await timeStart(['bench/cold-start/empty.ts'], { ...CACHE, DATABASE_URL: url }, 'PORT'))
    bundled.push(await timeStart([bundle], { ...CACHE, DATABASE_URL: url }, 'PORT'))
    ours.push(await timeStart(SERVE, { ...CACHE, ...settings, SIGN_UP: 'first' }, 'HEALTH_PORT'))
  }
  const [us, them, least] = [median(ours), median(empty), median(bundled)]
  process.stdout.write(
    `${database.name}: ready after ${us.toFixed(0)} ms, an empty start ${them.toFixed(0)} ms, bundled ${least.toFixed(0)} ms\n`,
  )
  verdict(`cold start on ${database.name}, of an empty one`, us / them, '<=', TARGET)
  verdict(`cold start on ${database.name}, of an empty one that is bundled`, us / least, '<=', TARGET)
  await platform.end()
}

/** Bundles the empty start as `npm run build` bundles the platform. @returns its file */
async function bundleEmpty(): Promise<string> {
  const loaded = await loadConfigFromFile({ command: 'build', mode: 'production' }, 'vite.server.ts')
  if (!loaded) throw new Error('vite.server.ts is not there')
  const { build: options, ...config } = loaded.config
  const input = ['bench/cold-start/empty.ts']
  await build({
    ...config,
    configFile: false,
    logLevel: 'error',
    build: {
      ...options,
      outDir: '.cache/cold-start',
      rolldownOptions: { ...options?.rolldownOptions, input },
    },
  })
  return '.cache/cold-start/empty.js'
}

/** Milliseconds until the program is ready. */
async function timeStart(
  [file = '', ...args]: string[],
  env: Record<string, string | undefined>,
  portName: string,
): Promise<number> {
  const port = await freePort()
  const begun = performance.now()
  const program = new Program(file, { args, env: { ...env, [portName]: String(port) } })
  while (!(await isReady(port))) {
    if (program.hasExited) throw new Error(program.describe())
    await sleep(5)
  }
  const took = performance.now() - begun
  await program.stop()
  return took
}

function isReady(port: number): Promise<boolean> {
  return fetch(`http://127.0.0.1:${port}/readyz`).then(
    ({ ok }) => ok,
    () => false,
  )
}
