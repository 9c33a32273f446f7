import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { sqlite } from '#testkit/platform/database-kinds.ts'
import { expect, it, onTestFinished } from 'vitest'
import { explainConnection } from './explain-connection.ts'
import { openDatabase } from './orm.ts'

it('says that the disk is full, in the words of SQLite and of the operating system', async () => {
  const { url, drop } = await sqlite.create('full')
  onTestFinished(drop)
  const orm = await openDatabase(url, [])
  await orm.em.execute('pragma max_page_count = 1')
  const error = await orm.em
    .execute('create table ballast (weight text)')
    .catch((failure: unknown) => failure)
  await orm.close(true)
  expect(explainConnection(error)).toBe('DATABASE_URL: the disk is full (SQLITE_13).')
  const refused = Object.assign(new Error('no space left on device'), { code: 'ENOSPC' })
  expect(explainConnection(refused)).toBe('DATABASE_URL: the disk is full (ENOSPC).')
})

it.each([
  ['SELF_SIGNED_CERT_IN_CHAIN', 'certificate'],
  ['DEPTH_ZERO_SELF_SIGNED_CERT', 'certificate'],
  ['UNABLE_TO_VERIFY_LEAF_SIGNATURE', 'certificate'],
  ['CERT_HAS_EXPIRED', 'certificate'],
  ['ERR_TLS_CERT_ALTNAME_INVALID', 'certificate'],
  ['HANDSHAKE_SSL_ERROR', 'certificate'],
  ['HANDSHAKE_NO_SSL_SUPPORT', 'TLS'],
  ['ER_CON_COUNT_ERROR', 'connection'],
  ['ER_HOST_NOT_PRIVILEGED', 'machine'],
  ['ER_ACCOUNT_HAS_BEEN_LOCKED', 'user'],
])('names DATABASE_URL for %s, and repeats nothing of the error', (code, word) => {
  const said = explainConnection(Object.assign(new Error('PLANTED'), { code }))
  expect(said).toMatch(new RegExp(`^DATABASE_URL: .*${word}.* \\(${code}\\)\\.$`))
  expect(said).not.toContain('PLANTED')
})

it('says that a file cannot be made', async () => {
  const file = join(tmpdir(), 'x'.repeat(300), 'mcp-obs.db')
  const error = await openDatabase(`sqlite:${file}`, []).catch((failure: unknown) => failure)
  expect(explainConnection(error)).toBe('DATABASE_URL: the file cannot be made there (ENAMETOOLONG).')
})
