export { CONFIG_LIMITS, CONTEXT_LIMITS, TICKET_LIMITS } from '#sdk/limits.ts'

/** Characters of a password. NIST SP 800-63B: length counts, composition rules do not. */
export const PASSWORD_MIN = 12
