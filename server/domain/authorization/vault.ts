import { hkdfSync } from 'node:crypto'
import { compactDecrypt, CompactEncrypt } from 'jose'
import type { DomainSettings } from '../context.ts'

/** Derives a key of one MCP server for one purpose (HKDF, RFC 5869). */
export function deriveKey(
  { appSecret }: Pick<DomainSettings, 'appSecret'>,
  mcpServerId: string,
  purpose: string,
): Uint8Array {
  return new Uint8Array(hkdfSync('sha256', appSecret, mcpServerId, purpose, 32))
}

/**
 * Encrypts what the authorization server of one MCP server keeps, as JWE with A256GCM (RFC 7516, RFC 7518 §5.3). Each
 * server has its own key, derived from the app's secret (RFC 5869), so that no server can read what another one wrote.
 */
export class Vault {
  readonly #key: Uint8Array

  constructor(settings: Pick<DomainSettings, 'appSecret'>, mcpServerId: string) {
    this.#key = deriveKey(settings, mcpServerId, 'oauth-storage')
  }

  seal(value: object): Promise<string> {
    return new CompactEncrypt(new TextEncoder().encode(JSON.stringify(value)))
      .setProtectedHeader({ alg: 'dir', enc: 'A256GCM' })
      .encrypt(this.#key)
  }

  /** @throws when the value was sealed for another server or with another secret, or was changed since */
  async open<T>(sealed: string): Promise<T> {
    const { plaintext } = await compactDecrypt(sealed, this.#key, {
      keyManagementAlgorithms: ['dir'],
      contentEncryptionAlgorithms: ['A256GCM'],
    })
    return JSON.parse(new TextDecoder().decode(plaintext)) as T
  }
}
