import { DomainError } from '../errors.ts'

/**
 * Refuses a change of password that changes nothing.
 *
 * @throws DomainError `validation-failed` at `/password`
 */
export function refuseSamePassword(password: string, currentPassword: string): void {
  if (password !== currentPassword) return
  throw new DomainError('validation-failed', {
    errors: [
      {
        pointer: '/password',
        code: 'not-allowed',
        detail: 'Choose a password that differs from the current one.',
      },
    ],
  })
}
