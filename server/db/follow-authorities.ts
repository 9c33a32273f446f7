import { readFileSync } from 'node:fs'

const BEGIN = '-----BEGIN CERTIFICATE-----'
const END = '-----END CERTIFICATE-----'

/**
 * Follows the file of authorities that `ssl-ca` names: an operator replaces it while the platform runs, before the database
 * gets a certificate of a new authority.
 *
 * @returns reads the file again. Where it cannot be used then, because it is being replaced, what was read last
 * @throws Error that names `DATABASE_URL` when the file cannot be used now
 */
export function followAuthorities(file: string): () => string {
  let last = readAuthorities(file)
  let isFresh = false
  return () => {
    // mysql2 asks several times for one connection, one directly after the other, and must get the same each time.
    if (isFresh) return last
    isFresh = true
    setImmediate(() => (isFresh = false))
    try {
      last = readAuthorities(file)
    } catch {
      // The next connection tries again.
    }
    return last
  }
}

function readAuthorities(file: string): string {
  let text = ''
  try {
    text = readFileSync(file, 'utf8')
  } catch (error) {
    throw new Error('DATABASE_URL: the file that ssl-ca names cannot be read.', { cause: error })
  }
  const begun = text.split(BEGIN).length
  // In a file that is half-written, the last certificate has no end. Node would leave it out without a word.
  if (begun > 1 && begun === text.split(END).length) return text
  throw new Error('DATABASE_URL: the file that ssl-ca names holds no certificate in PEM format.')
}
