/** What comes of it where two processes on one database differ in a setting that all of them must share. */
const MEANWHILE = {
  APP_SECRET: 'sign-ins, tokens and receipts of one process fail at the other.',
  APP_ORIGIN: 'each process answers 421 for a host that only the other one has.',
  BASE_DOMAIN: 'each process answers 421 for a host that only the other one has.',
  VALKEY_URL:
    'limits count apart: one process has no VALKEY_URL, or one with another number of the database at its end.',
}

type SharedSetting = keyof typeof MEANWHILE

/** For each of those settings, whether another process that runs has another one. */
export type Mismatches = Record<SharedSetting, boolean>

/** What an operator should hear while processes differ in this setting. */
export function describeMismatch(setting: SharedSetting): string {
  return `Another process runs on this database with another ${setting}: give all processes the same one. Until then, ${MEANWHILE[setting]}`
}
