import type { RejectionReason } from '#shared/server-setup.ts'
import { runApart } from '../../db/work.ts'
import type { PlatformContext } from '../context.ts'
import { publishChange } from '../publish-change.ts'
import { tenantScope } from '../tenant-scope.ts'
import { addRejectedAttempts } from './rejected-attempt.repository.ts'

const MINUTE_MS = 60_000
/** Milliseconds after which equal attempts are added to those that are stored. The first one is stored at once. */
const ADD_EVERY_MS = 10_000
/** Kinds of attempts of one minute: beyond the first, callers at one server are not told apart; beyond the others, none are noted. */
const MAX_CALLERS = 8
const MAX_OF_SERVER = 24
/** After so many of all servers, each has places for a few only, so that strangers at some take none from the others. */
const MANY = 200
const MAX_OF_SERVER_THEN = 3
const MAX_OF_PROCESS = 1_000

export interface Rejection {
  organizationId: string
  mcpServerId: string
  reason: RejectionReason
  /** As `readCaller` writes it. */
  caller: string
  /** The key of this organization that was sent; empty for none. */
  keyId: string
}

interface Noted extends Rejection {
  minute: number
  /** Attempts that are not stored yet. */
  attempts: number
  lastAt: Date
}

/**
 * Counts refused requests for the page of the MCP server. Anybody can send them, so what is kept and written is bounded:
 * they are counted in memory, per minute and kind, and stored one after the other. Nobody waits for it, and a count that
 * cannot be stored is left out.
 */
export class Rejections {
  readonly #platform: () => PlatformContext
  readonly #addEveryMs: number
  readonly #noted = new Map<string, Noted>()
  #timer: NodeJS.Timeout | undefined
  #isStoring = false
  #isStopped = false

  /** @param addEveryMs for tests */
  constructor(platform: () => PlatformContext, addEveryMs = ADD_EVERY_MS) {
    this.#platform = platform
    this.#addEveryMs = addEveryMs
  }

  note(rejection: Rejection, at: Date): void {
    if (this.#isStopped) return
    const minute = Math.floor(at.getTime() / MINUTE_MS) * MINUTE_MS
    const known = this.#noted.get(keyOf(rejection, minute))
    if (known) {
      known.attempts++
      known.lastAt = at
      this.#storeLater()
      return
    }
    this.#forgetBefore(minute)
    const kind = this.#boundedKind(rejection)
    if (!kind) return
    if (kind !== rejection) return this.note(kind, at)
    this.#noted.set(keyOf(kind, minute), { ...kind, minute, attempts: 1, lastAt: at })
    void this.#storeAll()
  }

  stop(): void {
    this.#isStopped = true
    clearTimeout(this.#timer)
  }

  /** Drops what is stored and of an earlier minute. */
  #forgetBefore(minute: number): void {
    for (const [key, each] of this.#noted)
      if (each.minute < minute && each.attempts === 0) this.#noted.delete(key)
  }

  #boundedKind(rejection: Rejection): Rejection | undefined {
    if (this.#noted.size >= MAX_OF_PROCESS) return undefined
    const ofServer = [...this.#noted.values()].filter((each) => each.mcpServerId === rejection.mcpServerId)
    if (ofServer.length >= (this.#noted.size < MANY ? MAX_OF_SERVER : MAX_OF_SERVER_THEN)) return undefined
    if (ofServer.length < MAX_CALLERS || rejection.caller === 'other') return rejection
    return { ...rejection, caller: 'other' }
  }

  #storeLater(): void {
    if (this.#isStopped) return
    this.#timer ??= setTimeout(() => {
      this.#timer = undefined
      void this.#storeAll()
    }, this.#addEveryMs).unref()
  }

  async #storeAll(): Promise<void> {
    if (this.#isStoring) return
    this.#isStoring = true
    // A Map also visits what is added meanwhile.
    for (const each of this.#noted.values()) {
      if (each.attempts === 0 || this.#isStopped) continue
      await this.#store(each)
    }
    this.#isStoring = false
    if ([...this.#noted.values()].some(({ attempts }) => attempts > 0)) this.#storeLater()
  }

  async #store(noted: Noted): Promise<void> {
    const { attempts } = noted
    noted.attempts = 0
    const row = { ...noted, minute: new Date(noted.minute), attempts }
    try {
      await runApart(async () => {
        const scope = tenantScope(this.#platform(), noted.organizationId)
        await addRejectedAttempts(scope, row)
        await publishChange(scope.em, noted.organizationId, { type: 'server-setup-changed' })
      })
    } catch {
      // The count is not exact. The next attempt is stored again.
    }
  }
}

function keyOf({ mcpServerId, reason, caller, keyId }: Rejection, minute: number): string {
  return [mcpServerId, reason, caller, keyId, minute].join(' ')
}
