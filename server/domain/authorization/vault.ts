import { createSecretKey, hkdfSync, type KeyObject } from 'node:crypto'
import { LRUCache } from 'lru-cache'
import { appSecrets } from '../app-secrets.ts'
import type { DomainSettings } from '../context.ts'
import { decryptCompact, encryptCompact } from './compact-jwe.ts'

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

/** Keys of vaults, because a request opens and seals several values with the same ones. Other secrets have other keys. */
const derived = new LRUCache<string, KeyObject[]>({ max: 2_000 })

/**
 * Encrypts what the authorization server of one MCP server keeps, as JWE with A256GCM (RFC 7516, RFC 7518 §5.3). Each
 * server has its own key, derived from the app's secret (RFC 5869), so that no server can read what another one wrote.
 */
export class Vault {
  readonly #keys: KeyObject[]

  constructor(settings: Secrets, mcpServerId: string) {
    const name = [mcpServerId, ...appSecrets(settings)].join(' ')
    const derive = () => deriveKeys(settings, mcpServerId, 'oauth-storage').map((key) => createSecretKey(key))
    this.#keys = derived.get(name) ?? derive()
    derived.set(name, this.#keys)
  }

  seal(value: object): string {
    return encryptCompact(JSON.stringify(value), this.#keys[0]!)
  }

  /** @returns undefined when it was sealed for another server or with a secret that is not known, or was changed since */
  open<T>(sealed: string): T | undefined {
    return this.inspect<T>(sealed)?.value
  }

  /** As `open`, and says which secret it was sealed with. */
  inspect<T>(sealed: string): Opened<T> | undefined {
    for (const [index, key] of this.#keys.entries()) {
      const text = decryptCompact(sealed, key)
      if (text !== undefined) return { value: JSON.parse(text) as T, isCurrent: index === 0 }
    }
    return undefined
  }
}
