import { readFault } from './read-fault.ts'

/** What went wrong, by the code of the operating system, MySQL (`ER_…`) or SQLite's primary result code. */
const SENTENCES: readonly (readonly [codes: RegExp, sentence: string])[] = [
  [
    /^(ECONNREFUSED|ENOTFOUND|EAI_AGAIN|EHOSTUNREACH|ENETUNREACH|ETIMEDOUT|ECONNRESET|PROTOCOL_CONNECTION_LOST|PROTOCOL_SEQUENCE_TIMEOUT)$/,
    'the database cannot be reached',
  ],
  [
    /^ER_(ACCESS_DENIED_(NO_PASSWORD_)?ERROR|DBACCESS_DENIED_ERROR|MUST_CHANGE_PASSWORD_LOGIN|ACCOUNT_HAS_BEEN_LOCKED)$/,
    'the database refuses this user or password',
  ],
  [/^ER_HOST_(NOT_PRIVILEGED|IS_BLOCKED)$/, 'the database refuses this machine'],
  [/^ER_(CON_COUNT_ERROR|TOO_MANY_USER_CONNECTIONS)$/, 'the database has no connection left'],
  [/^HANDSHAKE_NO_SSL_SUPPORT$/, 'the database has no TLS, which ssl-mode asks for'],
  [
    /^((DEPTH_ZERO_)?SELF_SIGNED_CERT(_IN_CHAIN)?|UNABLE_TO_[A-Z_]+|CERT_[A-Z_]+|ERR_TLS_[A-Z_]+|ERR_SSL_[A-Z_]+|HANDSHAKE_SSL_ERROR)$/,
    'the certificate of the database is not accepted; see ssl-mode and ssl-ca',
  ],
  [/^ER_BAD_DB_ERROR$/, 'the server has no database of that name'],
  [/^(EACCES|EPERM|EROFS|SQLITE_8|SQLITE_14)$/, 'the file cannot be opened for writing'],
  [/^(ENOSPC|EDQUOT|SQLITE_13|ER_DISK_FULL|ER_RECORD_FILE_FULL)$/, 'the disk is full'],
  [/^(EISDIR|ENOTDIR)$/, 'this is no file'],
  [/^(ENOENT|ENAMETOOLONG|EINVAL|ELOOP)$/, 'the file cannot be made there'],
  [/^SQLITE_11$/, 'the file is damaged; restore a backup, as docs/operating.md says'],
  [/^SQLITE_26$/, 'the file is no SQLite database'],
]

/** Of all other faults after which nothing can be done with the database now. */
const OUTAGE = 'the database cannot be reached, or takes no statement now'
const TO_DO =
  'See that it runs and may be written to, and that on Vitess each shard of both keyspaces has a primary. Then try again.'

/**
 * Explains why the database of `DATABASE_URL` cannot be opened, in a sentence for an operator that repeats no value.
 *
 * @returns undefined when the error says something else
 */
export function explainConnection(error: unknown): string | undefined {
  if (!(error instanceof Error)) return undefined
  const { code, errno, errcode } = error as { code?: unknown; errno?: unknown; errcode?: unknown }
  const name = code === 'ERR_SQLITE_ERROR' ? `SQLITE_${Number(errcode) & 0xff}` : String(code ?? errno)
  const found = SENTENCES.find(([codes]) => codes.test(name))
  if (found) return `DATABASE_URL: ${found[1]} (${name}).`
  return readFault(error)?.outage && `DATABASE_URL: ${OUTAGE} (${name}). ${TO_DO}`
}
