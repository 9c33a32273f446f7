import { sha256 } from '../domain/sha256.ts'

/** Of more, the ones that were noted first are forgotten. */
const KNOWN = 10_000

/**
 * Whose the sessions and tokens are that this process has found to be good. Anybody can make up as many others as they like:
 * those are nobody's. One that has ended meanwhile still says whose it was.
 */
export class KnownCallers {
  readonly #callers = new Map<string, string>()

  /**
   * @param credential what a request carries; any text
   * @returns says whose it is, if that is known by then
   */
  of(credential: string): () => string | undefined {
    const key = keyOf(credential)
    return () => this.#callers.get(key)
  }

  /** @param caller the id of the account, or of the token */
  note(credential: string, caller: string): void {
    const key = keyOf(credential)
    // The one that was noted last is the last one.
    this.#callers.delete(key)
    this.#callers.set(key, caller)
    const [first] = this.#callers.keys()
    if (this.#callers.size > KNOWN) this.#callers.delete(first!)
  }
}

/** A secret is not kept. */
function keyOf(credential: string): string {
  return sha256(credential).toString('base64')
}
