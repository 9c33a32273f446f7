import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import closeWithGrace from 'close-with-grace'
import type { FastifyBaseLogger, FastifyInstance } from 'fastify'
import { type AppDependencies, buildApp } from './app.ts'
import { type Config, ConfigError, readConfig } from './config.ts'
import { isUpToDate } from './db/applied-migrations.ts'
import { checkHealth } from './db/check-health.ts'
import { isSqlite, sqliteFile } from './db/database-url.ts'
import { isDurable } from './db/is-durable.ts'
import { logsStatements } from './db/logs-statements.ts'
import { migrate } from './db/migrate.ts'
import { listMissingTables } from './db/missing-tables.ts'
import { openConnections } from './db/open-connections.ts'
import { openDatabase, type Orm, readPool } from './db/orm.ts'
import { readFault } from './db/read-fault.ts'
import { holdSqliteFile } from './db/sqlite-file.ts'
import { reviewAppSecret } from './domain/authorization/review-app-secret.ts'
import type { PlatformContext } from './domain/context.ts'
import { entities } from './domain/entities.ts'
import { findMismatches } from './domain/find-mismatches.ts'
import { JobsLead } from './domain/jobs-lead.ts'
import { describeMismatch } from './domain/mismatches.ts'
import { countOtherProcesses, forgetProcess, touchProcess } from './domain/platform-process.repository.ts'
import { describeFault } from './http/describe-fault.ts'
import { buildHealthApp } from './http/health.ts'
import { LogOutput } from './http/log-output.ts'
import type { collectStrays } from './http/log-strays.ts'
import { Metrics } from './http/metrics.ts'
import { compareSettings } from './jobs/compare-settings.job.ts'
import { jobContext } from './jobs/job-context.ts'
import { jobs } from './jobs/jobs.ts'
import { runJobs } from './jobs/run-jobs.ts'
import { touchThisProcess } from './jobs/touch-process.job.ts'
import { watchClocks } from './jobs/watch-clocks.ts'
import { watchSettings } from './jobs/watch-settings.ts'

interface Parts extends Pick<AppDependencies, 'attachToDesk'> {
  /** What else the process would write goes to the log. */
  logStrays?: ReturnType<typeof collectStrays>
}

const STOP_SIGNALS = ['SIGTERM', 'SIGINT'] as const
/** Milliseconds. A signal that comes again within this time is the same one: a supervisor tells npm and Node, and npm tells Node, too. */
const SAME_SIGNAL_MS = 1_000

/**
 * Starts the platform and stops it gracefully on SIGTERM, SIGINT or a fault that nobody caught.
 *
 * @param root the folder of the project, in which the dashboard is built
 * @param parts what somebody who starts it from code adds to it
 */
export async function start(
  env: NodeJS.ProcessEnv,
  root: string,
  { logStrays, ...parts }: Parts = {},
): Promise<void> {
  const config = readConfig(env)
  const version = readVersion(root)
  if (isSqlite(config.databaseUrl)) await holdSqliteFile(sqliteFile(config.databaseUrl))
  const orm = await openDatabase(config.databaseUrl, entities)
  const platform = (): PlatformContext => ({
    em: orm.em.fork(),
    now: () => new Date(),
    settings: config,
  })
  const built = join(root, 'dist/client')
  const spaFolder = existsSync(built) ? built : undefined
  const metrics = new Metrics({ version, database: isSqlite(config.databaseUrl) ? 'sqlite' : 'mysql' })
  metrics.watchProcess()
  metrics.watchPool(() => readPool(orm))
  // Reading it also makes a pipe non-blocking: a reader that stops must not keep a thread, or the end of this process.
  const { isTTY } = process.stdout
  let log: FastifyBaseLogger | undefined
  const output = new LogOutput({
    onFailure: (code) => metrics.countLogFailure(code),
    onLoss: () => metrics.countLostLine(),
    onRecovery(lost, code) {
      // A reader that was slow for a moment is no event.
      if (lost > 0 || (code !== undefined && code !== 'EAGAIN'))
        log?.warn({ lost, code }, 'The log can be written again')
    },
  })
  process.once('exit', () => output.finish())
  const app = await buildApp({
    config,
    orm,
    spaFolder,
    logger: { level: config.logLevel, stream: output },
    findFetch: async () => (config.clientDocuments ? findGuardedFetch(app.log) : undefined),
    metrics,
    ...parts,
  })
  log = app.log
  logStrays?.(app.log, readFault)
  let isMigrated = false
  const health = buildHealthApp(() => checkHealth(orm), {
    metrics,
    hasStarted: () => isMigrated,
    onChange: (reason) => (reason ? app.log.warn({ reason }, 'Not ready') : app.log.warn('Ready again')),
  })
  // Before the migrations, which can take long or wait for others: alive, but not ready.
  await openPort(health.app, config.host, 'HEALTH_PORT', config.healthPort)
  logStart(app.log, config, version)
  const applied = await migrate(config.databaseUrl, {
    say: (sentence) => app.log.warn(sentence),
    isUpToDate: () => isUpToDate(orm, config.databaseUrl),
    whileLocked: () => touchProcess(orm.em.fork()),
  })
  app.log.info(`Migrations applied: ${applied.join(', ') || 'none was pending'}`)
  await refuseMissingTables(orm, config)
  await refuseNonDurable(orm, config)
  await refuseLoggedStatements(orm, config)
  await tellSeparateLimits(app.log, platform(), config)
  const finding = await reviewAppSecret(platform())
  if (finding) app.log[finding.isLoss ? 'error' : 'warn'](finding.sentence)
  await openConnections(orm)
  await openPort(app, config.host, 'PORT', config.port)
  isMigrated = true
  if (!spaFolder) app.log.warn('The dashboard is not built; run "npm run build". Only the APIs are served.')
  app.log.info(`Dashboard: ${config.appOrigin}`)
  // For the person who started it by hand; logs are for machines.
  if (isTTY) output.write(`\n  The dashboard is at ${config.appOrigin}\n\n`)
  const noteClocks = watchClocks((doDiffer, seconds) =>
    app.log.warn(
      { seconds },
      doDiffer ? 'The clock differs from that of the database' : 'The clocks agree again',
    ),
  )
  const contextOfRun = () =>
    jobContext(platform(), (seconds) => {
      metrics.noteClocks(seconds)
      noteClocks(seconds)
    })
  const noteSettings = watchSettings((setting, doDiffer) => {
    if (doDiffer) app.log.error(describeMismatch(setting))
    else app.log.warn(`No other process runs with another ${setting} any more`)
  })
  const comparison = compareSettings((mismatches) => {
    metrics.noteSettings(mismatches)
    noteSettings(mismatches)
  })
  const lead = new JobsLead()
  const all = [touchThisProcess(lead), ...jobs, comparison]
  const stopJobs = runJobs(all, () => lead.isHere, contextOfRun, {
    onRun({ name }, seconds, error) {
      metrics.countJob(name, error === undefined, seconds)
      if (error !== undefined)
        app.log.error({ fault: describeFault(error, readFault), job: name }, 'job failed')
    },
    onTurn: (turned, isHere) => metrics.noteJobs(turned, isHere),
  })

  const logCrash = (error: unknown) =>
    app.log.fatal({ fault: describeFault(error, readFault) }, 'stopping: an error that nothing caught')
  const options = { delay: config.graceMs, logger: app.log, onSecondError: logCrash, skip: [...STOP_SIGNALS] }
  let stopSignal: string | undefined
  let isStopping = false
  const { close } = closeWithGrace(options, async ({ err, signal = stopSignal }) => {
    isStopping = true
    if (err !== undefined) logCrash(err)
    else app.log.info(`Stopping on ${signal}: not ready now, closing in ${config.drainMs} ms`)
    // Not ready first, so that load balancers stop sending before the port closes.
    health.drain()
    // Another process takes the jobs over meanwhile. Where the database does not answer, the next sign of life tries it again.
    void lead.release(orm.em.fork()).catch(() => {})
    await new Promise((resolve) => setTimeout(resolve, config.drainMs))
    try {
      await app.close()
      await health.app.close()
      // Until here it counts as running, because it is: nobody may revert a migration beside it.
      await stopJobs()
      // Without a database its row stays, and counts for nothing after a moment.
      await forgetProcess(orm.em.fork()).catch(() => {})
      await orm.close(true)
      app.log.info('Stopped: nothing is under way any more')
    } catch (error) {
      // Logged here, because close-with-grace would log the error itself.
      logCrash(error)
      process.exit(1)
    }
  })
  const giveUp = (signal: string) => {
    app.log.error(`second ${signal}, exiting`)
    process.exit(1)
  }
  onStopSignal((signal) => {
    // After a fault that nobody caught, it stops already.
    if (isStopping) return giveUp(signal)
    stopSignal = signal
    close()
  }, giveUp)
}

/**
 * Calls `stop` at the first SIGTERM or SIGINT.
 *
 * @param giveUp called at a further one: somebody does not want to wait
 */
function onStopSignal(
  stop: (signal: NodeJS.Signals) => void,
  giveUp: (signal: NodeJS.Signals) => void,
): void {
  let firstAt: number | undefined
  for (const signal of STOP_SIGNALS)
    process.on(signal, () => {
      if (firstAt === undefined) {
        firstAt = performance.now()
        stop(signal)
      } else if (performance.now() - firstAt > SAME_SIGNAL_MS) giveUp(signal)
    })
}

/** A runtime on which private addresses cannot be guarded fetches nothing. */
async function findGuardedFetch(log: FastifyBaseLogger): Promise<typeof fetch | undefined> {
  const { fetchGuarded, isGuardWorking } = await import('./oauth/client-documents.ts')
  if (await isGuardWorking(fetchGuarded)) return fetchGuarded
  log.error('Clients identified by a document are off: private addresses cannot be guarded.')
  return undefined
}

/** @throws ConfigError that names the variable to change: the same codes mean something else where the database is opened */
async function openPort(app: FastifyInstance, host: string, variable: string, port: number): Promise<void> {
  await app.listen({ host, port }).catch((error: NodeJS.ErrnoException) => {
    const { code = 'unknown' } = error
    if (code === 'EADDRINUSE') throw new ConfigError(`${variable}: port ${port} is in use (${code}).`)
    if (code === 'EACCES' || code === 'EPERM')
      throw new ConfigError(`${variable}: port ${port} may not be opened by this user (${code}).`)
    throw new ConfigError(`HOST: is no address that this machine can listen on (${code}).`)
  })
}

/**
 * The version of the platform, for the log and the metrics.
 *
 * @throws ConfigError where the installation is not complete
 */
function readVersion(root: string): string {
  const file = join(root, 'package.json')
  try {
    return (JSON.parse(readFileSync(file, 'utf8')) as { version: string }).version
  } catch (error) {
    const { code = 'no JSON' } = error as NodeJS.ErrnoException
    throw new ConfigError(`${file} cannot be read (${code}). It is a part of mcp-obs: install it again.`)
  }
}

/** Says what starts, whether it takes itself for production and why, and what the operator has switched off. */
function logStart(log: FastifyBaseLogger, { productionBecause, allowUnsafe }: Config, version: string): void {
  const mode = productionBecause ? `production, because ${productionBecause}` : 'development'
  log.info(`mcp-obs ${version} starts on Node ${process.version}: ${mode}`)
  if (productionBecause && allowUnsafe.length > 0)
    log.warn(`ALLOW_UNSAFE has switched these checks off: ${allowUnsafe.join(', ')}`)
}

/** A backup is being restored, or its restore was cut. What is said to be migrated would answer errors only. */
async function refuseMissingTables(orm: Orm, { databaseUrl }: Config): Promise<void> {
  const missing = await listMissingTables(orm, databaseUrl)
  if (missing.length === 0) return
  throw new ConfigError(
    `DATABASE_URL: all migrations are applied, but tables are missing (${missing.length}, one is ${missing[0]}). ` +
      'Restore a whole backup, and start when the restore has ended.',
  )
}

/** A MySQL that may lose what it acknowledged is refused, unless the operator said that it may. */
async function refuseNonDurable(orm: Orm, { databaseUrl, production, allowUnsafe }: Config): Promise<void> {
  if (!production || allowUnsafe.includes('non-durable-database')) return
  if (await isDurable(orm, databaseUrl)) return
  throw new ConfigError(
    'DATABASE_URL: MySQL has innodb_flush_log_at_trx_commit other than 1 and may lose tickets. ' +
      'Set it to 1. ALLOW_UNSAFE=non-durable-database switches this check off.',
  )
}

/** A MySQL that would refuse to delete, to erase and to change many tickets is refused itself. */
async function refuseLoggedStatements(orm: Orm, { databaseUrl }: Config): Promise<void> {
  if (await logsStatements(orm, databaseUrl))
    throw new ConfigError(
      'DATABASE_URL: MySQL has binlog_format STATEMENT, with which tickets cannot be deleted or erased. Set it to ROW.',
    )
}

/**
 * SQLite has one process. Those that were killed a moment ago count, too. Where another one has a Valkey, the comparison of
 * settings says it.
 */
async function tellSeparateLimits(
  log: FastifyBaseLogger,
  ctx: PlatformContext,
  { valkeyUrl, databaseUrl }: Config,
): Promise<void> {
  if (valkeyUrl || isSqlite(databaseUrl)) return
  const others = await countOtherProcesses(ctx.em)
  if (others && !(await findMismatches(ctx)).VALKEY_URL)
    log.warn({ others }, 'No VALKEY_URL, and not the only process: limits count in each process')
}
