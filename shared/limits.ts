export { CONFIG_LIMITS, CONTEXT_LIMITS, TICKET_LIMITS } from '#sdk/wire/limits.ts'

/** Characters of a password. NIST SP 800-63B: length counts, composition rules do not. */
export const PASSWORD_MIN = 12

/** Rows on a page of a list in the dashboard. */
export const PAGE_SIZE = 50

/** How long an access token of an end-user opens tools, whatever has been revoked since. */
export const ACCESS_TOKEN_MINUTES = 10
