import { createHmac } from 'node:crypto'
import { appSecrets } from './app-secrets.ts'
import type { TenantScope } from './context.ts'
import { WITHHELD } from './withheld.ts'

type Keying = Pick<TenantScope, 'organizationId' | 'settings'>

/**
 * Names who opened a ticket, so that their tickets are found and counted: the id of the signed-in user, else a keyed hash of the
 * e-mail address. The hash says nothing without the app secret.
 */
export function reporterKeyOf(
  { settings, organizationId }: Keying,
  reporter: { userId: string | null; email: string | null },
): string | null {
  if (reporter.userId) return reporter.userId
  // A withheld address is nobody's: its tickets have nothing in common.
  return reporter.email === null || reporter.email === WITHHELD
    ? null
    : hashEmail(settings.appSecret, organizationId, reporter.email)
}

/** The keys of tickets that somebody with this address opened without a sign-in, made with the current secret or the one before. */
export function emailKeysOf({ settings, organizationId }: Keying, email: string): string[] {
  return appSecrets(settings).map((secret) => hashEmail(secret, organizationId, email))
}

function hashEmail(secret: string, organizationId: string, email: string): string {
  const subject = `reporter ${organizationId} ${email.toLowerCase()}`
  return `e:${createHmac('sha256', secret).update(subject).digest('hex').slice(0, 32)}`
}
