import type { RejectedAttemptDto, RejectionReason } from '#shared/server-setup.ts'

interface Explanation {
  reason: string
  /** What helps. */
  help: string
}

const EXPLANATIONS: Readonly<Record<RejectionReason, Explanation>> = {
  'no-key': {
    reason: 'No key',
    help: 'The request has no X-MCP-Obs-Key. SDKs send it once MCP_OBS_DSN is set.',
  },
  'malformed-key': {
    reason: 'Malformed key',
    help: 'A key is mok_ and 32 characters. It may be cut, or a placeholder. Copy the DSN again, or create a new key.',
  },
  'unknown-key': {
    reason: 'Unknown key',
    help: 'Well-formed, but never issued by this organization. Use the DSN of a key of this server.',
  },
  'revoked-key': { reason: 'Revoked key', help: 'Create a new key and deploy its DSN.' },
  'other-servers-key': { reason: 'Key of another server', help: 'Use the DSN of this server.' },
  archived: { reason: 'Server archived', help: 'Its address does not answer. Restore the MCP server.' },
  'tool-off': {
    reason: 'Support tool off',
    help: 'Switch it on in the settings. Running servers notice it within a minute.',
  },
  'invalid-token': {
    reason: 'Sign-in not valid',
    help: 'The access token has expired, was revoked, or is not of this server. The user was told to sign in again.',
  },
  'invalid-ticket': {
    reason: 'Ticket not accepted',
    help: 'A field or the form of the request has a fault. The answer names it.',
  },
  'quota-subject': {
    reason: 'Quota of a signed-in user',
    help: 'One user sent too many tickets in ten minutes, and was told to try again later.',
  },
  'quota-email': {
    reason: 'Quota of an e-mail address',
    help: 'Too many tickets came for one address in ten minutes. The user was told to try again later.',
  },
  'quota-anonymous': {
    reason: 'Quota of reporters without a contact',
    help: 'Too many tickets came in a minute without a sign-in and an e-mail address. Users were told to try again later.',
  },
  'quota-server': {
    reason: 'Quota of this server',
    help: 'Too many tickets came in a minute. Users were told to try again later.',
  },
}

/** What was wrong, and what helps. */
export function explainRejection({ reason, keyHint, keyOf }: RejectedAttemptDto): Explanation {
  // A newer platform may know more reasons than this page.
  const known = EXPLANATIONS[reason] ?? { reason, help: '' }
  if (reason === 'revoked-key' && keyHint !== undefined)
    return { ...known, reason: `${known.reason} …${keyHint}` }
  if (reason === 'other-servers-key' && keyOf)
    return { ...known, help: `It belongs to ${keyOf.name}. ${known.help}` }
  return known
}
