import type { EntityManager } from '@mikro-orm/sql'
import { updateRow } from '../../db/change-row.ts'
import { DomainError } from '../errors.ts'
import { hashPassword, isOutdated, verifyPassword } from './passwords.ts'
import type { SignInBrowser } from './sign-in-browser.ts'

/** An account, or a user of one MCP server. */
interface CredentialHolder {
  id: string
  passwordHash?: string | null
  knownNetworks?: string | null | undefined
}

/** One attempt to sign in. */
export interface Credentials<Holder> {
  emailKey: string
  password: string
  browser: SignInBrowser
  /** Looks for the holder of the address, with `passwordHash` loaded. */
  find: () => Promise<Holder | null>
  /** The moment since when what signs in to the holder is known. */
  knownSince: (holder: Holder) => Date | null | undefined
}

/**
 * Finds who signs in and checks their password. An unknown account and a wrong password get the same answer after the
 * same time. From then on the browser and its network are known to the holder. A hash that was made with older parameters
 * is replaced.
 *
 * @throws DomainError `wrong-credentials`, `quota-exceeded`
 */
export async function verifyCredentials<Holder extends CredentialHolder>(
  em: EntityManager,
  { emailKey, password, browser, find, knownSince }: Credentials<Holder>,
): Promise<Holder> {
  const holder = await find()
  const account = holder
    ? { emailKey, knownSince: knownSince(holder), knownNetworks: holder.knownNetworks }
    : { emailKey }
  await browser.attempt(account)
  const passwordHash = holder?.passwordHash ?? undefined
  if (!(await verifyPassword(passwordHash, password)) || !holder) throw new DomainError('wrong-credentials')
  const knownNetworks = await browser.welcome(account)
  if (knownNetworks !== undefined) await updateRow<CredentialHolder>(em, holder, { knownNetworks })
  if (passwordHash !== undefined && isOutdated(passwordHash)) {
    await updateRow<CredentialHolder>(
      em,
      holder,
      { passwordHash: await hashPassword(password) },
      { passwordHash },
    )
  }
  return holder
}
