/*
 * The sentences that our tools answer with, word for word the same in every SDK (wire contract §6). Only
 * `sayRecorded` says that this call has made a ticket.
 */

export interface Recorded {
  reference: string
  hasReceipt: boolean
  /** The tool of the attached call. */
  attachedTool?: string | undefined
}

export function sayRecorded({ reference, hasReceipt, attachedTool }: Recorded): string {
  const receipt = hasReceipt ? ' and the receipt, which shows its status later' : ''
  const attached =
    attachedTool === undefined
      ? 'No failing call was attached.'
      : `The failing ${attachedTool} call is attached.`
  return `Recorded as ${reference}. Give the user this reference${receipt}. ${attached}`
}

export function sayAlreadyRecorded(reference: string, status: string | undefined): string {
  const known = status === undefined ? '' : ` (status: ${status.replaceAll('_', ' ')})`
  return (
    `Already recorded as ${reference}${known}. No second ticket was made. ` +
    'If this is a new problem, say what differs and call again.'
  )
}

/**
 * Follows "Recorded" and "Already recorded" when nobody can reply to the user.
 *
 * @param mintedId an incident id that the next call must pass, so that it counts as the same call.
 */
export function sayNeedsContact(authMode: 'email' | 'oauth', mintedId?: string): string {
  if (authMode === 'oauth') return 'Nobody can reply: the user was not signed in.'
  return `Nobody can reply yet: ask the user for an e-mail address and call again with the same arguments plus email${andId(mintedId)}.`
}

/** @param what what is wrong, such as `title is longer than 200 characters`. */
export function sayFix(what: string): string {
  return `NOT recorded: ${what}. Correct it and call again.`
}

export function sayLater(retryAfterSeconds: number | undefined, mintedId?: string): string {
  return `NOT recorded: support cannot take it now. Call again with the same arguments${andId(mintedId)} in ${delay(retryAfterSeconds)}.`
}

/** @param repeat the id that the next call must pass, or that only a call of the same session counts as the same call. */
export function sayUnsure(repeat: { mintedId?: string; thisSession?: boolean }): string {
  const where = repeat.thisSession ? ' in this session' : andId(repeat.mintedId)
  return (
    'NOT confirmed: support gave no usable answer. ' +
    `Calling again with the same arguments${where} is safe and makes no second ticket.`
  )
}

export function saySignIn(): string {
  return 'NOT recorded: the user must sign in to this server again, then call again.'
}

export function sayOff(): string {
  return 'NOT recorded: support is not available on this server. Do not try again.'
}

export function sayFault(code: string, serverName: string): string {
  return `NOT recorded: the report was not accepted (${code}). Tell the user to contact ${serverName} another way.`
}

export interface FoundTicket {
  reference: string
  status: string
  /** Why it is closed. */
  resolution?: string | undefined
  /** RFC 3339 in UTC. */
  createdAt: string
  updatedAt: string
  needsContact: boolean
  authMode: 'email' | 'oauth'
}

export function sayStatus(found: FoundTicket): string {
  const { reference, status, resolution, createdAt, updatedAt, needsContact, authMode } = found
  const contact = authMode === 'email' ? 'no e-mail address was given' : 'the user was not signed in'
  return (
    `${reference} is ${status.replaceAll('_', ' ')}${resolution ? ` (${resolution.replaceAll('-', ' ')})` : ''}. ` +
    `Opened ${minute(createdAt)}, last changed ${minute(updatedAt)} (UTC).` +
    (needsContact ? ` Nobody can reply: ${contact}.` : '')
  )
}

export function sayStatusNotFound(toolName: string): string {
  return `No such ticket of this user. Check the reference and the receipt, as ${toolName} returned them.`
}

export function sayStatusSignIn(authMode: 'email' | 'oauth', toolName: string): string {
  const receipt = `call again with the receipt that ${toolName} returned`
  return authMode === 'email'
    ? `Status NOT read: ${receipt}.`
    : `Status NOT read: the user must sign in to this server again, or ${receipt}.`
}

export function sayStatusLater(retryAfterSeconds: number | undefined): string {
  return `Status NOT read: support cannot be reached now. Call again in ${delay(retryAfterSeconds)}.`
}

export function sayStatusOff(): string {
  return 'Status NOT read: support is not available on this server. Do not try again.'
}

export function sayStatusFault(code: string, serverName: string): string {
  return `Status NOT read: the question was not accepted (${code}). Tell the user to contact ${serverName} another way.`
}

/** What is wrong with a field. */
export function describeFieldProblem(
  field: string,
  code: string,
  detail: { max?: number | undefined; allowed?: readonly string[] | undefined } = {},
): string {
  switch (code) {
    case 'required':
      return `${field} is missing`
    case 'invalid-type':
      return `${field} is not text`
    case 'too-long':
      return detail.max === undefined
        ? `${field} is too long`
        : `${field} is longer than ${detail.max} characters`
    case 'invalid-format':
      return field === 'email'
        ? 'email is not an e-mail address'
        : `${field} has a form that cannot be accepted`
    case 'not-in-list':
      return detail.allowed
        ? `${field} must be one of ${detail.allowed.map((choice) => JSON.stringify(choice)).join(', ')}`
        : `${field} is not in the list`
    case 'unknown-field':
    case 'not-allowed':
      return `${field} is not allowed here`
    default:
      return `${field} cannot be accepted`
  }
}

const andId = (mintedId: string | undefined): string =>
  mintedId === undefined ? '' : ` and incident_id "${mintedId}"`

/** `2026-11-23 10:12`, of an RFC 3339 time in UTC. */
const minute = (time: string): string => time.slice(0, 16).replace('T', ' ')

const DEFAULT_DELAY_SECONDS = 120

function delay(seconds: number = DEFAULT_DELAY_SECONDS): string {
  const minutes = Math.max(1, Math.ceil(seconds / 60))
  if (minutes === 1) return '1 minute'
  if (minutes < 120) return `${minutes} minutes`
  return `${Math.min(24, Math.ceil(minutes / 60))} hours`
}
