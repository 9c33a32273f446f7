export { CONFIG_LIMITS, CONTEXT_LIMITS, TICKET_LIMITS } from '#sdk/limits.ts'
