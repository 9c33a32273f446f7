/** Why a request of an SDK or a script was refused. New ones may come. */
export const REJECTION_REASONS = [
  'no-key',
  'malformed-key',
  'unknown-key',
  'revoked-key',
  'other-servers-key',
  'archived',
  'tool-off',
  'invalid-token',
  'invalid-ticket',
  'quota-subject',
  'quota-email',
  'quota-anonymous',
  'quota-server',
] as const
export type RejectionReason = (typeof REJECTION_REASONS)[number]

/** Which program sent a request, as its `User-Agent` says. Nothing checks it. */
export interface CallerDto {
  /** Such as `mcp-obs-typescript` or `curl`; `other` for a program that is not known. */
  name: string
  version?: string
  /** What an SDK runs on, such as `node 24.21.0`. */
  runtime?: string
  /** Whether it is one of our SDKs. */
  isSdk: boolean
}

/** Equal attempts of the last hour that were refused. */
export interface RejectedAttemptDto {
  reason: RejectionReason
  from: CallerDto
  times: number
  lastAt: string
  /** The server of the organization that the key belongs to, if it is another one. */
  keyOf?: { slug: string; name: string }
  /** The last four characters of a key of the organization, for those who may manage keys. */
  keyHint?: string
  /** When that key was revoked. */
  keyRevokedAt?: string
}

/** How far an MCP server is set up, and what was refused. */
export interface ServerSetupDto {
  /** An SDK fetched the settings with a key of this server; absent before the first time. */
  settingsFetched?: { firstAt: string; lastAt: string; by: CallerDto; keyHint?: string }
  /** A client got a list with the support tool; absent before the first time. */
  toolListed?: { firstAt: string; lastAt: string }
  /** The first ticket. A test counts until there is another one. `reference` is for those who may read tickets. */
  firstTicket?: { at: string; isTest: boolean; reference?: string }
  /** The latest first, at most `REJECTIONS_SHOWN`. */
  rejected: RejectedAttemptDto[]
}

export const REJECTIONS_SHOWN = 20
