import { readFileSync } from 'node:fs'
import { z } from 'zod'

/** Known to everybody who reads this file, hence refused in production. */
const DEVELOPMENT_SECRET = 'development-secret-that-production-refuses'

/** What `{name}_FILE` may hold instead, because it is secret. */
const SECRETS = ['DATABASE_URL', 'APP_SECRET', 'APP_SECRET_PREVIOUS'] as const

const flag = z.enum(['true', 'false']).transform((text) => text === 'true')
const port = z.coerce.number().int().min(0).max(65_535)

const environment = z.object({
  NODE_ENV: z.enum(['development', 'test', 'production']).default('development'),
  HOST: z.string().default('127.0.0.1'),
  PORT: port.default(3000),
  /** Health and readiness answer here, apart from what the world reaches. */
  HEALTH_PORT: port.default(3001),
  APP_ORIGIN: z
    .url({ protocol: /^https?$/ })
    .transform((url) => new URL(url).origin)
    .optional(),
  BASE_DOMAIN: z
    .string()
    .regex(/^[a-z0-9.-]+(:\d{1,5})?$/, 'a lower-case host, with a port if it is not the default one')
    .optional(),
  DATABASE_URL: z
    .string()
    .superRefine((url, check) => {
      const fault = findUrlFault(url)
      if (fault) check.addIssue(fault)
    })
    .default('sqlite:.data/mcp-obs.db'),
  APP_SECRET: z.string().min(32).default(DEVELOPMENT_SECRET),
  /** What APP_SECRET was before; what was made with it is still accepted. */
  APP_SECRET_PREVIOUS: z.string().min(32).optional(),
  SIGN_UP: z.enum(['open', 'first', 'closed']).optional(),
  /** Addresses or CIDR ranges of proxies whose X-Forwarded-For is believed; empty believes nobody. */
  TRUST_PROXY: z.string().default(''),
  LOG_LEVEL: z.enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent']).default('info'),
  /** Milliseconds between "not ready" and closing, for load balancers to notice. */
  DRAIN_MS: z.coerce.number().int().min(0).max(60_000).optional(),
  /** For the one case where MySQL need not survive a crash: a trial that may lose what it acknowledged. */
  ALLOW_NON_DURABLE_DATABASE: flag.default(false),
  QUOTA_IP_PER_MINUTE: z.coerce.number().int().positive().default(300),
  QUOTA_SERVER_PER_MINUTE: z.coerce.number().int().positive().default(120),
  QUOTA_EMAIL_PER_10_MINUTES: z.coerce.number().int().positive().default(5),
  /** Procedures that one access token of staff calls. */
  QUOTA_TOKEN_PER_MINUTE: z.coerce.number().int().positive().default(120),
  QUOTA_REGISTRATIONS_PER_HOUR: z.coerce.number().int().positive().default(100),
  /** New users of one MCP server from one network, and new accounts of staff. */
  QUOTA_SIGN_UPS_PER_HOUR: z.coerce.number().int().positive().default(20),
})

/** What is wrong with the address of a database, if anything is. It must be readable after e-mails and passwords are redacted. */
function findUrlFault(url: string): string | undefined {
  // SQLite would take these names for something else than a file, so that each process had a database of its own.
  if (/^sqlite:\s*(:memory:.*)?$/i.test(url))
    return 'a SQLite database in memory would be lost; name a file, as in sqlite:.data/mcp-obs.db'
  if (/^sqlite:\s*file:/i.test(url))
    return 'name the SQLite file by its path and not by a file: URI, as in sqlite:.data/mcp-obs.db'
  if (url.startsWith('sqlite:')) return undefined
  if (!/^mysql:\/\/[^/?]+\/[^?]/.test(url) || !URL.canParse(url))
    return 'must be sqlite: and the path of a file, or mysql:// and a user, password, host and database'
  return undefined
}

export type Config = ReturnType<typeof readConfig>

/** A configuration that must not start. The message names the variable and never its value. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError'
}

/**
 * Reads the configuration. The only reader of the environment.
 *
 * @throws ConfigError when a variable is malformed, or unsafe in production
 */
export function readConfig(variables: NodeJS.ProcessEnv) {
  const env = readFiles(Object.fromEntries(Object.entries(variables).filter(([, value]) => value !== '')))
  const parsed = environment.safeParse(env)
  if (!parsed.success) {
    const [issue] = parsed.error.issues
    throw new ConfigError(`${issue?.path.join('.')}: ${issue?.message}`)
  }
  const values = parsed.data
  const production = values.NODE_ENV === 'production'
  const appOrigin = values.APP_ORIGIN ?? `http://localhost:${values.PORT}`
  if (production) refuseUnsafe(env, appOrigin, values.APP_SECRET)
  return {
    production,
    host: values.HOST,
    port: values.PORT,
    healthPort: values.HEALTH_PORT,
    appOrigin,
    baseDomain: values.BASE_DOMAIN ?? new URL(appOrigin).host,
    databaseUrl: values.DATABASE_URL,
    appSecret: values.APP_SECRET,
    previousAppSecret: values.APP_SECRET_PREVIOUS,
    signUp: values.SIGN_UP ?? (production ? 'first' : 'open'),
    trustProxy: values.TRUST_PROXY,
    logLevel: values.LOG_LEVEL,
    drainMs: values.DRAIN_MS ?? (production ? 5_000 : 0),
    allowNonDurableDatabase: values.ALLOW_NON_DURABLE_DATABASE,
    quotas: {
      ipPerMinute: values.QUOTA_IP_PER_MINUTE,
      serverPerMinute: values.QUOTA_SERVER_PER_MINUTE,
      emailPer10Minutes: values.QUOTA_EMAIL_PER_10_MINUTES,
      tokenPerMinute: values.QUOTA_TOKEN_PER_MINUTE,
      registrationsPerHour: values.QUOTA_REGISTRATIONS_PER_HOUR,
      signUpsPerHour: values.QUOTA_SIGN_UPS_PER_HOUR,
    },
  } as const
}

/** Takes a secret from the file that `{name}_FILE` names, as Docker and Kubernetes mount it. */
function readFiles(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const found = SECRETS.flatMap((name) => {
    const file = env[`${name}_FILE`]
    if (file === undefined) return []
    if (env[name] !== undefined) throw new ConfigError(`${name}_FILE: is set, and so is ${name}`)
    return [[name, readSecret(`${name}_FILE`, file)] as const]
  })
  return { ...env, ...Object.fromEntries(found) }
}

function readSecret(variable: string, file: string): string {
  let text: string
  try {
    text = readFileSync(file, 'utf8').trim()
  } catch {
    throw new ConfigError(`${variable}: the file cannot be read`)
  }
  if (text === '') throw new ConfigError(`${variable}: the file is empty`)
  return text
}

function refuseUnsafe(env: NodeJS.ProcessEnv, appOrigin: string, appSecret: string): void {
  for (const name of ['APP_ORIGIN', 'BASE_DOMAIN', 'APP_SECRET', 'DATABASE_URL']) {
    if (!env[name]) throw new ConfigError(`${name}: must be set in production`)
  }
  if (appSecret === DEVELOPMENT_SECRET) throw new ConfigError('APP_SECRET: is the development default')
  if (!appOrigin.startsWith('https:')) throw new ConfigError('APP_ORIGIN: must be https in production')
}
