import { loadOnce } from '#shared/load-once.ts'
import { DomainError } from '../errors.ts'

/** What is no letter, at the two ends. */
const ENDS = /^\P{L}+|(?<!\P{L})\P{L}+$/gu

/**
 * Refuses a new password that is one of the most used, also with digits and symbols at its ends, or the account's own address
 * (NIST SP 800-63B §3.1.1.2).
 *
 * @throws DomainError `validation-failed` at `/password`
 */
export async function refuseKnownPassword(password: string, email: string): Promise<void> {
  const detail = explain(await loadKnownPasswords(), password.toLowerCase(), email.toLowerCase())
  if (!detail) return
  throw new DomainError('validation-failed', {
    errors: [{ pointer: '/password', code: 'not-allowed', detail }],
  })
}

function explain(known: ReadonlySet<string>, password: string, email: string): string | undefined {
  if (known.has(password)) return 'This password is one of the most used. Choose another.'
  if (known.has(password.replace(ENDS, '')))
    return 'This is one of the most used passwords with digits or signs at its ends. Choose another.'
  return password === email ? 'The e-mail address cannot be the password.' : undefined
}

/** The most used passwords, in lower case. Attackers try them first. A start does not need them. */
export const loadKnownPasswords = loadOnce(async () => {
  const { dictionary } = await import('@zxcvbn-ts/language-common')
  return new Set(dictionary['passwords-common'])
})
