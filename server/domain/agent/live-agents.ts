/** Days without use after which no token of an agent is accepted any more: its refresh tokens have expired. */
const IDLE_DAYS = 30
const DAY_MS = 86_400_000

/** The condition of agents that may hold a token that is accepted. @param at now */
export function isLive(at: Date) {
  return {
    endedAt: null,
    expiresAt: { $gt: at },
    lastUsedAt: { $gt: new Date(at.getTime() - IDLE_DAYS * DAY_MS) },
  }
}
