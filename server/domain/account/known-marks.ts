import { createHmac, timingSafeEqual } from 'node:crypto'
import { appSecrets } from '../app-secrets.ts'
import type { DomainSettings } from '../context.ts'

/** Days for which a browser or a network is known after a sign-in. */
const KNOWN_DAYS = 180
export const KNOWN_SECONDS = KNOWN_DAYS * 86_400

/** The end as milliseconds to the base of 36, then the digest. */
const END_LENGTH = 8
const DIGEST_LENGTH = 22
const MARK = new RegExp(`^[0-9a-z]{${END_LENGTH}}[\\w-]{${DIGEST_LENGTH}}$`)
const SEPARATOR = '.'

/** Marks that are kept, the newest ones: for one browser of accounts, for one account of networks. */
const KEPT = 5
/** Characters of all marks that are kept. */
export const MARKS_LENGTH = KEPT * (END_LENGTH + DIGEST_LENGTH + SEPARATOR.length)

/**
 * Marks that say what was signed in from before. Each is a signature over a subject and an end, so whoever keeps them can
 * neither read nor make one.
 */
export class KnownMarks {
  readonly #secrets: readonly string[]
  readonly #now: number
  #marks: string[]

  /** @param kept text from anybody: what is no mark does not count */
  constructor(
    settings: Pick<DomainSettings, 'appSecret' | 'previousAppSecret'>,
    now: Date,
    kept: string | null | undefined,
  ) {
    this.#secrets = appSecrets(settings)
    this.#now = now.getTime()
    this.#marks = (kept ?? '').split(SEPARATOR, KEPT).filter((mark) => MARK.test(mark))
  }

  has(subject: string): boolean {
    return this.#find(subject) !== undefined
  }

  /** Marks the subject, unless it has a mark with more than half of its time left. @returns whether anything changed */
  add(subject: string): boolean {
    const found = this.#find(subject)
    if (found !== undefined && endOf(found) - this.#now > KNOWN_SECONDS * 500) return false
    const end = (this.#now + KNOWN_SECONDS * 1000).toString(36).padStart(END_LENGTH, '0')
    const mark = end + digestOf(this.#secrets[0]!, subject, end)
    this.#marks = [mark, ...this.#marks.filter((other) => other !== found)].slice(0, KEPT)
    return true
  }

  toString(): string {
    return this.#marks.join(SEPARATOR)
  }

  #find(subject: string): string | undefined {
    return this.#marks.find((mark) => {
      if (endOf(mark) <= this.#now) return false
      const [end, digest] = [mark.slice(0, END_LENGTH), mark.slice(END_LENGTH)]
      return this.#secrets.some((secret) => isSame(digest, digestOf(secret, subject, end)))
    })
  }
}

function endOf(mark: string): number {
  return Number.parseInt(mark.slice(0, END_LENGTH), 36)
}

function digestOf(secret: string, subject: string, end: string): string {
  const digest = createHmac('sha256', secret).update(`known ${end} ${subject}`).digest('base64url')
  return digest.slice(0, DIGEST_LENGTH)
}

function isSame(one: string, other: string): boolean {
  return timingSafeEqual(Buffer.from(one), Buffer.from(other))
}
