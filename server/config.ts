import '#shared/plain-errors.ts'
import { readFileSync } from 'node:fs'
import { z } from 'zod'
import { findDatabaseFault, findValkeyFault, isOrigin, isPlain, isPort, isRemote } from './addresses.ts'
import { findWeakness } from './weak-secret.ts'

/** Known to everybody who reads this file, hence refused in production. */
const DEVELOPMENT_SECRET = 'development-secret-that-production-refuses'

/** Checks of production that an operator can switch off, each by its name in `ALLOW_UNSAFE`. */
const CHECKS = ['http-origin', 'weak-secret', 'non-durable-database', 'plain-database'] as const
type Check = (typeof CHECKS)[number]

/** What `{name}_FILE` may hold instead, because it is secret. */
const SECRETS = [
  'DATABASE_URL',
  'DATABASE_PASSWORD',
  'VALKEY_URL',
  'APP_SECRET',
  'APP_SECRET_PREVIOUS',
] as const

/** Digits only: blank text would be 0, which switches things off. */
const whole = z
  .string()
  .regex(/^\d{1,15}$/, 'must be a number, in digits')
  .transform(Number)
const port = whole.pipe(z.number().max(65_535))
const positive = whole.pipe(z.number().positive())

/** RFC 1123 §2.1: labels between single dots, the last of which is no number, so that it is no IP address. */
const BASE_DOMAIN =
  /^(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)*(?!\d+(?::|$))[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?(?::\d{1,5})?$/

const environment = z.object({
  NODE_ENV: z.enum(['development', 'test', 'production']).default('development'),
  HOST: z.string().default('127.0.0.1'),
  PORT: port.default(3000),
  /** Health and readiness answer here, apart from what the world reaches. */
  HEALTH_PORT: port.default(3001),
  APP_ORIGIN: z
    .url({ protocol: /^https?$/ })
    .refine(isOrigin, 'must be a scheme, a host and nothing else, as in https://desk.example.com')
    .transform((url) => new URL(url).origin)
    .optional(),
  BASE_DOMAIN: z
    .string()
    .regex(BASE_DOMAIN, 'a lower-case host such as mcp.example.com, with a port if it is not the default one')
    .refine((host) => isPort(/(?<=:)\d+$/.exec(host)?.[0]), 'has a port that is none')
    .optional(),
  DATABASE_URL: z.string().superRefine(refuseIf(findDatabaseFault)).default('sqlite:.data/mcp-obs.db'),
  /** The password of DATABASE_URL as it is, without the encoding that an address needs. */
  DATABASE_PASSWORD: z.string().optional(),
  /** What the processes share limits and wake-ups through. */
  VALKEY_URL: z.string().superRefine(refuseIf(findValkeyFault)).optional(),
  APP_SECRET: z.string().min(32).default(DEVELOPMENT_SECRET),
  /** What APP_SECRET was before; what was made with it is still accepted. */
  APP_SECRET_PREVIOUS: z.string().min(32).optional(),
  SIGN_UP: z.enum(['open', 'first', 'closed']).optional(),
  /** Whether clients may be identified by a document, which this process fetches from the internet. */
  CLIENT_DOCUMENTS: z.enum(['on', 'off']).default('on'),
  /** Addresses or CIDR ranges of proxies whose X-Forwarded-For is believed; empty believes nobody. */
  TRUST_PROXY: z.string().default('').transform(readProxies),
  LOG_LEVEL: z.enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent']).default('info'),
  /** Milliseconds between "not ready" and closing, for load balancers to notice. */
  DRAIN_MS: whole.optional(),
  /** Milliseconds from the signal to stop until the process ends itself, whatever is under way. */
  GRACE_MS: whole.pipe(z.number().min(1_000).max(600_000)).default(25_000),
  ALLOW_UNSAFE: z.string().default('').transform(readChecks),
  QUOTA_IP_PER_MINUTE: positive.default(300),
  QUOTA_SERVER_PER_MINUTE: positive.default(120),
  QUOTA_EMAIL_PER_10_MINUTES: positive.default(5),
  /** Procedures that one access token of staff calls. */
  QUOTA_TOKEN_PER_MINUTE: positive.default(120),
  QUOTA_REGISTRATIONS_PER_HOUR: positive.default(100),
  /** New users of one MCP server from one network, and new accounts of staff. */
  QUOTA_SIGN_UPS_PER_HOUR: positive.default(20),
})

/** @param find says what is wrong with a text, if anything is; never with the text in it */
function refuseIf(find: (text: string) => string | undefined) {
  return (text: string, check: z.RefinementCtx) => {
    const fault = find(text)
    if (fault) check.addIssue(fault)
  }
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
    const issue = parsed.error.issues[0]!
    throw new ConfigError(`${issue.path.join('.')}: ${issue.message}`)
  }
  const values = parsed.data
  const productionBecause = findProduction(values)
  const production = productionBecause !== undefined
  const appOrigin = values.APP_ORIGIN ?? `http://localhost:${values.PORT}`
  const baseDomain = values.BASE_DOMAIN ?? new URL(appOrigin).host
  const drainMs = values.DRAIN_MS ?? (production ? 5_000 : 0)
  refuseContradictions({ ...values, APP_ORIGIN: appOrigin, BASE_DOMAIN: baseDomain, DRAIN_MS: drainMs })
  if (env.ALLOW_NON_DURABLE_DATABASE !== undefined)
    throw new ConfigError('ALLOW_NON_DURABLE_DATABASE: is now ALLOW_UNSAFE=non-durable-database')
  if (production) refuseUnsafe(env, values, productionBecause)
  return {
    production,
    /** In words, for the log. */
    productionBecause,
    host: values.HOST,
    port: values.PORT,
    healthPort: values.HEALTH_PORT,
    appOrigin,
    baseDomain,
    databaseUrl: addPassword(values),
    valkeyUrl: values.VALKEY_URL,
    appSecret: values.APP_SECRET,
    previousAppSecret: values.APP_SECRET_PREVIOUS,
    signUp: values.SIGN_UP ?? (production ? 'closed' : 'open'),
    clientDocuments: values.CLIENT_DOCUMENTS === 'on',
    trustProxy: values.TRUST_PROXY,
    logLevel: values.LOG_LEVEL,
    drainMs,
    graceMs: values.GRACE_MS,
    allowUnsafe: values.ALLOW_UNSAFE,
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

type Values = z.output<typeof environment>

/** Says why this is production, if it is: nobody has to remember to say so. */
function findProduction({ NODE_ENV, APP_ORIGIN, DATABASE_URL }: Values): string | undefined {
  if (NODE_ENV === 'production') return 'NODE_ENV says so'
  if (APP_ORIGIN?.startsWith('https:')) return 'APP_ORIGIN is https'
  if (isRemote(DATABASE_URL)) return 'DATABASE_URL is a MySQL that is not on this machine'
  return undefined
}

/** A range of all addresses is none of these: then anybody's word of their own address would be believed. */
const proxy = z.union([
  z.enum(['loopback', 'linklocal', 'uniquelocal']),
  z.ipv4(),
  z.ipv6(),
  z.union([z.cidrv4(), z.cidrv6()]).refine((range) => !range.endsWith('/0')),
])

function readProxies(text: string, ctx: z.RefinementCtx): string {
  if (listOf(text).every((each) => proxy.safeParse(each).success)) return listOf(text).join(',')
  // An example with an address would be redacted.
  ctx.addIssue(
    'must be loopback, linklocal, uniquelocal, addresses, or ranges of them with a length behind a /',
  )
  return z.NEVER
}

const listOf = (text: string) =>
  text
    .split(',')
    .map((each) => each.trim())
    .filter(Boolean)

function addPassword({ DATABASE_URL, DATABASE_PASSWORD }: Values): string {
  if (DATABASE_PASSWORD === undefined) return DATABASE_URL
  const found = /^(mysql:\/\/[^:@/?]+)(@.*)$/s.exec(DATABASE_URL)
  if (!found)
    throw new ConfigError('DATABASE_PASSWORD: needs a DATABASE_URL of MySQL with a user and no password')
  return `${found[1]}:${encodeURIComponent(DATABASE_PASSWORD)}${found[2]}`
}

/** What cannot work, in production or not. */
function refuseContradictions(
  values: Values & { APP_ORIGIN: string; BASE_DOMAIN: string; DRAIN_MS: number },
) {
  const appHost = new URL(values.APP_ORIGIN).hostname.replace(/\.$/, '')
  const baseHost = values.BASE_DOMAIN.replace(/:\d+$/, '')
  if (appHost.endsWith(`.${baseHost}`)) {
    throw new ConfigError(
      'APP_ORIGIN: is inside BASE_DOMAIN, where each host is an MCP server. Take a host outside, such as desk.example.com beside mcp.example.com.',
    )
  }
  if (values.PORT !== 0 && values.PORT === values.HEALTH_PORT)
    throw new ConfigError('HEALTH_PORT: must be another port than PORT')
  if (values.DRAIN_MS >= values.GRACE_MS) {
    throw new ConfigError(
      `DRAIN_MS: must be less than GRACE_MS (${values.GRACE_MS}), after which the process ends whatever is under way`,
    )
  }
}

function refuseUnsafe(env: NodeJS.ProcessEnv, values: Values, because: string): void {
  const refuse = (variable: string, fault: string, check?: Check) => {
    if (check && values.ALLOW_UNSAFE.includes(check)) return
    const wayOut = check ? ` ALLOW_UNSAFE=${check} switches this check off.` : ''
    throw new ConfigError(`${variable}: ${fault}. This is production, because ${because}.${wayOut}`)
  }
  for (const name of ['APP_ORIGIN', 'BASE_DOMAIN', 'DATABASE_URL']) {
    if (!env[name]) refuse(name, 'must be set')
  }
  if (!env.APP_SECRET) refuse('APP_SECRET', 'must be set', 'weak-secret')
  const weakness = findWeakness(values.APP_SECRET)
  if (weakness) refuse('APP_SECRET', weakness, 'weak-secret')
  if (!values.APP_ORIGIN?.startsWith('https:')) refuse('APP_ORIGIN', 'must be https', 'http-origin')
  if (isRemote(values.DATABASE_URL) && isPlain(values.DATABASE_URL))
    refuse(
      'DATABASE_URL',
      'must be encrypted on its way, with ?ssl-mode=REQUIRED or better',
      'plain-database',
    )
}

function readChecks(text: string, ctx: z.RefinementCtx): readonly Check[] {
  const names = listOf(text)
  if (names.every((name): name is Check => (CHECKS as readonly string[]).includes(name))) return names
  ctx.addIssue({ code: 'custom', message: `has an unknown name. Known are ${CHECKS.join(', ')}` })
  return z.NEVER
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
    // The end of the line is the file's; spaces can be the secret's.
    text = readFileSync(file, 'utf8').replace(/(?<![\r\n])[\r\n]+$/, '')
  } catch {
    throw new ConfigError(`${variable}: the file cannot be read`)
  }
  if (text.trim() === '') throw new ConfigError(`${variable}: the file is empty`)
  return text
}
