import { hkdfSync } from 'node:crypto'
import { appSecrets } from '../app-secrets.ts'
import type { DomainSettings } from '../context.ts'

type Secrets = Pick<DomainSettings, 'appSecret' | 'previousAppSecret'>

/** The keys of one MCP server for one purpose (HKDF, RFC 5869), one for each secret that is accepted. */
export function deriveKeys(settings: Secrets, mcpServerId: string, purpose: string): Uint8Array[] {
  return appSecrets(settings).map(
    (secret) => new Uint8Array(hkdfSync('sha256', secret, mcpServerId, purpose, 32)),
  )
}

/** Loads the library. A start does not need it. */
export function loadJose() {
  return import('jose')
}

/** What was in a sealed value. */
export interface Opened<T> {
  value: T
  /** Whether it was sealed with the current secret, and not with the previous one. */
  isCurrent: boolean
}

/**
 * Encrypts what the authorization server of one MCP server keeps, as JWE with A256GCM (RFC 7516, RFC 7518 §5.3). Each
 * server has its own key, derived from the app's secret (RFC 5869), so that no server can read what another one wrote.
 */
export class Vault {
  readonly #keys: Uint8Array[]

  constructor(settings: Secrets, mcpServerId: string) {
    this.#keys = deriveKeys(settings, mcpServerId, 'oauth-storage')
  }

  async seal(value: object): Promise<string> {
    const { CompactEncrypt } = await loadJose()
    return new CompactEncrypt(new TextEncoder().encode(JSON.stringify(value)))
      .setProtectedHeader({ alg: 'dir', enc: 'A256GCM' })
      .encrypt(this.#keys[0]!)
  }

  /** @returns undefined when it was sealed for another server or with a secret that is not known, or was changed since */
  async open<T>(sealed: string): Promise<T | undefined> {
    return (await this.inspect<T>(sealed))?.value
  }

  /** As `open`, and says which secret it was sealed with. */
  async inspect<T>(sealed: string): Promise<Opened<T> | undefined> {
    for (const [index, key] of this.#keys.entries()) {
      const plaintext = await decrypt(sealed, key)
      if (plaintext) {
        return { value: JSON.parse(new TextDecoder().decode(plaintext)) as T, isCurrent: index === 0 }
      }
    }
    return undefined
  }
}

async function decrypt(sealed: string, key: Uint8Array): Promise<Uint8Array | undefined> {
  const { compactDecrypt, errors } = await loadJose()
  try {
    const { plaintext } = await compactDecrypt(sealed, key, {
      keyManagementAlgorithms: ['dir'],
      contentEncryptionAlgorithms: ['A256GCM'],
    })
    return plaintext
  } catch (error) {
    if (error instanceof errors.JOSEError) return undefined
    throw error
  }
}
