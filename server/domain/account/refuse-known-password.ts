import { dictionary } from '@zxcvbn-ts/language-common'
import { PASSWORD_MIN } from '#shared/limits.ts'
import { DomainError } from '../errors.ts'

/** The most used passwords, of those that are long enough to be accepted. Attackers try them first. */
const KNOWN = new Set(dictionary['passwords-common'].filter((password) => password.length >= PASSWORD_MIN))

/**
 * Refuses a new password that is one of the most used, or the account's own address (NIST SP 800-63B §3.1.1.2).
 *
 * @throws DomainError `validation-failed` at `/password`
 */
export function refuseKnownPassword(password: string, email: string): void {
  const plain = password.toLowerCase()
  const detail = KNOWN.has(plain)
    ? 'This password is one of the most used. Choose another.'
    : plain === email.toLowerCase() && 'The e-mail address cannot be the password.'
  if (!detail) return
  throw new DomainError('validation-failed', {
    errors: [{ pointer: '/password', code: 'not-allowed', detail }],
  })
}
