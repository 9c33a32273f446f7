/*
 * One call of the status tool, from its arguments to its result (wire contract §5).
 */
import { isIssued } from '../wire/issued-secret.ts'
import { TIME_PATTERN } from '../wire/read-context.ts'
import { normaliseReference, REFERENCE_PATTERN } from '../wire/reference.ts'
import { readRefused, readStatusName } from '../platform/deliver-ticket.ts'
import { asObject, asText, matching, present } from '../wire/unknown.ts'
import { addressRequest } from '../platform/address-request.ts'
import type { HttpFailure, HttpResponse } from '../platform/http-exchange.ts'
import { exchangeHttp } from '../platform/http.ts'
import type { Logger } from '../platform/logger.ts'
import { parseObject } from '../platform/parse-object.ts'
import { hidesTool } from '../platform/problem.ts'
import type { SupportConfig } from '../platform/read-config.ts'
import { ownToken } from '../capture/caller.ts'
import type { PlatformClient } from '../capture/client.ts'
import * as say from './sentences.ts'
import type { StatusResult } from './status-tool.ts'
import type { SupportCall } from './support-call.ts'

const ATTEMPT_MS = 5_000

export interface ReadStatusDeps {
  client: PlatformClient
  isOn: () => boolean
  logger: Logger
  /** The name of the tool that opens tickets and returns references. */
  toolName: string
}

/** Never throws. Whatever happens, the result says what is known. */
export async function readStatus(call: SupportCall, deps: ReadStatusDeps): Promise<StatusResult> {
  const config = deps.client.config.current
  if (!config || !deps.isOn()) return { outcome: 'unavailable', message: say.sayStatusOff() }
  const read = readArguments(call.arguments)
  if (!read) return { outcome: 'not_found', message: say.sayStatusNotFound(deps.toolName) }
  const { reference, receipt } = read
  const token = ownToken(call.caller, config)
  if (receipt === undefined && token === undefined) {
    return { outcome: 'failed', message: say.sayStatusSignIn(config.authMode, deps.toolName) }
  }

  const ask = (): Promise<HttpResponse | HttpFailure> =>
    exchangeHttp({
      method: 'GET',
      ...addressRequest(deps.client.dsn, `support/${reference}`, {
        authorization: token && `Bearer ${token}`,
        'x-mcp-obs-receipt': receipt,
      }),
      timeoutMs: ATTEMPT_MS,
      signal: call.signal,
    })
  const first = await ask()
  // Asked twice, because the platform may have closed a kept connection meanwhile, and reading changes nothing.
  const answer = 'failure' in first && !call.signal.aborted ? await ask() : first
  return readFound(answer, config) ?? sayRefused(answer, config, deps)
}

/** Nothing if the reference or the receipt is malformed: no ticket belongs to such a one. */
function readArguments(args: unknown): { reference: string; receipt: string | undefined } | undefined {
  const text = (value: unknown): string => (asText(value) ?? '').trim()
  const source = asObject(args)
  const reference = normaliseReference(text(source?.['reference']))
  const receipt = text(source?.['receipt'])
  if (!REFERENCE_PATTERN.test(reference) || (receipt && !isIssued('receipt', receipt))) return undefined
  return { reference, receipt: receipt || undefined }
}

function readFound(answer: HttpResponse | HttpFailure, config: SupportConfig): StatusResult | undefined {
  if ('failure' in answer || answer.status !== 200) return undefined
  const body = parseObject(answer.body)
  const ticket = asObject(body['ticket'])
  // What a model reads must not be a sentence that somebody put there.
  const reference = matching(ticket?.['reference'], REFERENCE_PATTERN)
  const status = readStatusName(ticket?.['status'])
  const createdAt = matching(ticket?.['createdAt'], TIME_PATTERN)
  const updatedAt = matching(ticket?.['updatedAt'], TIME_PATTERN)
  if (!reference || !status || !createdAt || !updatedAt) return undefined
  const resolution =
    status === 'closed' ? matching(ticket?.['resolution'], /^(?=.{1,40}$)[a-z]+(-[a-z]+)*$/) : undefined
  const needsContact = body['needsContact'] === true
  const { authMode } = config
  const found = { reference, status, resolution, createdAt, updatedAt, needsContact, authMode }
  return present<StatusResult>({
    outcome: 'found',
    message: say.sayStatus(found),
    reference,
    status,
    resolution,
    created_at: createdAt,
    updated_at: updatedAt,
  })
}

function sayRefused(
  answer: HttpResponse | HttpFailure,
  config: SupportConfig,
  { client, logger, toolName }: ReadStatusDeps,
): StatusResult {
  const { decision, code, retryAfterSeconds } = readRefused(answer)
  if (code === 'ticket-not-found') return { outcome: 'not_found', message: say.sayStatusNotFound(toolName) }

  logger.warn(`the status of a ticket was not read: ${code}`)
  if (hidesTool(code)) client.config.hide(code)
  const { outcome, sentence } = decision
  switch (sentence) {
    case 'OFF':
      return { outcome, message: say.sayStatusOff() }
    case 'SIGN-IN':
      return { outcome, message: say.sayStatusSignIn(config.authMode, toolName) }
    // Nothing is written here, so after a lost answer nothing is uncertain.
    case 'LATER':
    case 'UNSURE':
      return { outcome, message: say.sayStatusLater(retryAfterSeconds) }
    default:
      return { outcome, message: say.sayStatusFault(code, config.serverName) }
  }
}
