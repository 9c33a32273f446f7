import { databaseKinds, type DatabaseKind } from '#testkit/platform/database-kinds.ts'
import { Platform } from '#testkit/platform/platform.ts'

if (!process.env.MYSQL_URL) process.stdout.write('skipped: no MySQL, because MYSQL_URL is not set\n')

/** The databases to measure: SQLite always, MySQL where `MYSQL_URL` names a server. */
export { databaseKinds }

const UNLIMITED = '1000000000'

/** Starts the platform in a process of its own, on an empty database, without quotas and without a log. */
export function startPlatform(
  database: DatabaseKind,
  purpose: string,
  settings: Record<string, string> = {},
): Promise<Platform> {
  const quotas = {
    LOG_LEVEL: 'silent',
    QUOTA_IP_PER_MINUTE: UNLIMITED,
    QUOTA_SERVER_PER_MINUTE: UNLIMITED,
    QUOTA_EMAIL_PER_10_MINUTES: UNLIMITED,
    QUOTA_TOKEN_PER_MINUTE: UNLIMITED,
    QUOTA_REGISTRATIONS_PER_HOUR: UNLIMITED,
  }
  return Platform.start({ ...quotas, ...settings }, database, `bench_${purpose}`)
}
