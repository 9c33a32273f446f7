export { CONFIG_LIMITS, CONTEXT_LIMITS, TICKET_LIMITS } from '#sdk/wire/limits.ts'

/** The smallest number of characters in a password. NIST SP 800-63B asks for length, not for kinds of characters. */
export const PASSWORD_MIN = 12

/** Rows on a page of a list in the dashboard. */
export const PAGE_SIZE = 50

/** How long an access token of an end-user opens tools. Revoking the session does not shorten this. */
export const ACCESS_TOKEN_MINUTES = 10
