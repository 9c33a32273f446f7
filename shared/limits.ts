export { CONFIG_LIMITS, CONTEXT_LIMITS, TICKET_LIMITS } from '#sdk/wire/limits.ts'

/** The smallest number of characters in a password. NIST SP 800-63B asks for length, not for kinds of characters. */
export const PASSWORD_MIN = 12

/** Rows on a page of a list in the dashboard. */
export const PAGE_SIZE = 50

/** Code points of a note. */
export const NOTE_MAX = 10_000

/** Code points of what is typed into the search box. */
export const QUERY_LENGTH = 200

/** Counts stop here, because an exact count is slow in a large organization and tells little more. */
export const COUNT_CAP = 1000

/** Tickets of one failure are counted up to this number, which means "more". */
export const SEEN_CAP = 1_001

/** Characters of the name of a key. */
export const KEY_NAME_MAX = 40

/** Days until a new access token ends. */
export const TOKEN_DAYS = { default: 90, max: 365 } as const

/** The most days for which tickets can be kept. */
export const RETENTION_MAX = 3650

/** Characters of the JSON pointer of what is withheld. */
export const POINTER_MAX = 190

/** How long an access token of an end-user opens tools. Revoking the session does not shorten this. */
export const ACCESS_TOKEN_MINUTES = 10

/** Most tickets that one request changes. */
export const BULK_MAX = 200
