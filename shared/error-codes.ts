/**
 * Every error that the platform answers with: its HTTP status, and the sentence that is shown unless a place has a better
 * one. The codes of the first block belong to the SDK contract (`sdk/contract/wire.md`). Codes are added, never renamed.
 */
export const ERRORS = {
  'invalid-request': [400, 'The request could not be read.'],
  'invalid-key': [401, 'The server key is missing, unknown or revoked.'],
  'token-required': [401, 'A token or a receipt is needed.'],
  'invalid-token': [401, 'The access token is not valid for this server.'],
  'insufficient-scope': [403, 'The access token lacks a scope.'],
  'support-disabled': [403, 'Support is switched off for this MCP server.'],
  'server-not-found': [404, 'There is no such MCP server.'],
  'ticket-not-found': [404, 'There is no such ticket.'],
  'route-not-found': [404, 'There is nothing at this address.'],
  'method-not-allowed': [405, 'This address does not take that method.'],
  'request-timeout': [408, 'The request took too long to arrive.'],
  'request-in-progress': [409, 'The same request is still running.'],
  'body-too-large': [413, 'The request body is too large.'],
  'unsupported-media-type': [415, 'Send application/json, without a content encoding.'],
  'misdirected-host': [421, 'This host is not served here.'],
  'validation-failed': [422, 'A field cannot be accepted.'],
  'idempotency-key-reused': [422, 'This idempotency key was used for another ticket.'],
  'quota-exceeded': [429, 'Too many requests. Try again later.'],
  'internal-error': [500, 'Something went wrong on our side.'],
  'service-unavailable': [503, 'The service cannot take this now. Try again later.'],

  'not-signed-in': [401, 'Sign in to continue.'],
  'wrong-credentials': [401, 'The e-mail address or the password is not right.'],
  'sign-up-closed': [403, 'Sign-up is closed here. Ask an administrator for an account.'],
  'cross-site-request': [403, 'This request did not come from the dashboard.'],
  forbidden: [403, 'Your role does not allow this.'],
  'password-change-required': [403, 'Choose a new password to go on.'],
  'account-disabled': [403, 'This account has been disabled.'],
  'sign-in-expired': [404, 'This sign-in has expired or was started in another browser.'],
  'user-not-found': [404, 'There is no such user.'],
  'session-not-found': [404, 'There is no such session.'],
  'organization-not-found': [404, 'There is no such organization.'],
  'key-not-found': [404, 'There is no such server key.'],
  'token-not-found': [404, 'There is no such access token.'],
  'agent-not-found': [404, 'There is no such agent.'],
  'operation-not-found': [404, 'There is no such change to undo.'],
  'member-not-found': [404, 'There is no such member.'],
  'invitation-not-found': [
    404,
    'This invitation cannot be used. It was used, revoked or has expired. Ask for a new one.',
  ],
  'already-member': [409, 'You are a member of this organization already.'],
  'too-many-invitations': [409, 'This organization has all the invitations it can have. Revoke one first.'],
  'email-taken': [409, 'There is already an account with this e-mail address.'],
  'slug-taken': [409, 'This name is taken.'],
  'too-many-servers': [
    409,
    'This organization has all the MCP servers it can have, archived ones included. Use one of them.',
  ],
  'too-many-keys': [409, 'This MCP server has all the keys it can have. Revoke one first.'],
  'too-many-tokens': [409, 'You have all the access tokens you can have here. Revoke one first.'],
  'too-many-agents': [409, 'You have all the agents you can have here. Revoke one first.'],
  'last-owner': [409, 'An organization needs at least one owner.'],
  'ticket-changed': [409, 'This ticket has changed in the meantime.'],
  'history-full': [
    409,
    'The history of this ticket is full. Open a new ticket that names this one, and close this one without a note.',
  ],
} as const satisfies Record<string, readonly [status: number, detail: string]>

export type ErrorCode = keyof typeof ERRORS

/** Whose quota `quota-exceeded` means (wire contract §6). */
export const QUOTA_LANES = ['subject', 'email', 'anonymous', 'server', 'network'] as const
export type QuotaLane = (typeof QUOTA_LANES)[number]

/** The stable codes of `errors[].code` in a `validation-failed` problem. */
export const FIELD_ERROR_CODES = [
  'required',
  'invalid-type',
  'too-long',
  'invalid-format',
  'not-in-list',
  'unknown-field',
  'not-allowed',
] as const
export type FieldErrorCode = (typeof FIELD_ERROR_CODES)[number]

/** One field that was not accepted; `pointer` is a JSON pointer (RFC 6901) into the request body. */
export interface FieldError {
  pointer: string
  code: FieldErrorCode
  detail: string
  allowed?: readonly string[]
}

/** What a failed tRPC call carries in `error.data.problem`. */
export interface Problem {
  code: ErrorCode
  detail: string
  requestId: string
  errors?: readonly FieldError[]
  retryAfterSeconds?: number
}
