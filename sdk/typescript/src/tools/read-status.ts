/*
 * One call of the status tool, from its arguments to its result (wire contract §5).
 */
import { isReceipt } from '../wire/issued-secret.ts'
import { TIME_PATTERN } from '../wire/read-context.ts'
import { normaliseReference, REFERENCE_PATTERN } from '../wire/reference.ts'
import { isStatus } from '../platform/deliver-ticket.ts'
import { addressRequest } from '../platform/address-request.ts'
import type { HttpFailure, HttpResponse } from '../platform/http-exchange.ts'
import { exchangeHttp } from '../platform/http.ts'
import type { Logger } from '../platform/logger.ts'
import { parseObject } from '../platform/parse-object.ts'
import { hidesTool, readProblem, readRetryAfter } from '../platform/problem.ts'
import type { SupportConfig } from '../platform/read-config.ts'
import { decideDelivery } from '../platform/retry-decision.ts'
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
  return readFound(answer, config) ?? readRefused(answer, config, deps)
}

/** Nothing if the reference or the receipt is malformed: no ticket belongs to such a one. */
function readArguments(args: unknown): { reference: string; receipt: string | undefined } | undefined {
  const source = (typeof args === 'object' && args !== null ? args : {}) as Record<string, unknown>
  const text = (value: unknown): string => (typeof value === 'string' ? value.trim() : '')
  const reference = normaliseReference(text(source['reference']))
  const receipt = text(source['receipt'])
  if (!REFERENCE_PATTERN.test(reference) || (receipt !== '' && !isReceipt(receipt))) return undefined
  return { reference, receipt: receipt === '' ? undefined : receipt }
}

function readFound(answer: HttpResponse | HttpFailure, config: SupportConfig): StatusResult | undefined {
  if ('failure' in answer || answer.status !== 200) return undefined
  const body = parseObject(answer.body)
  const { reference, status, resolution, createdAt, updatedAt } = (body?.['ticket'] ?? {}) as Record<
    string,
    unknown
  >
  if (typeof reference !== 'string' || !REFERENCE_PATTERN.test(reference) || !isStatus(status))
    return undefined
  if (!isTime(createdAt) || !isTime(updatedAt)) return undefined
  const known = status === 'closed' ? readResolution(resolution) : undefined
  const needsContact = body?.['needsContact'] === true
  const { authMode } = config
  return {
    outcome: 'found',
    message: say.sayStatus({
      reference,
      status,
      resolution: known,
      createdAt,
      updatedAt,
      needsContact,
      authMode,
    }),
    reference,
    status,
    ...(known !== undefined && { resolution: known }),
    created_at: createdAt,
    updated_at: updatedAt,
  }
}

const isTime = (value: unknown): value is string => typeof value === 'string' && TIME_PATTERN.test(value)

/** What a model reads must not be a sentence that somebody put there. */
function readResolution(value: unknown): string | undefined {
  return typeof value === 'string' && value.length <= 40 && /^[a-z]+(-[a-z]+)*$/.test(value)
    ? value
    : undefined
}

function readRefused(
  answer: HttpResponse | HttpFailure,
  config: SupportConfig,
  { client, logger, toolName }: ReadStatusDeps,
): StatusResult {
  const failed = 'failure' in answer
  const problem = failed ? undefined : readProblem(answer)
  const code = problem?.code ?? (failed ? answer.failure : 'unexpected-response')
  if (code === 'ticket-not-found') return { outcome: 'not_found', message: say.sayStatusNotFound(toolName) }

  logger.warn(`the status of a ticket was not read: ${code}`)
  if (hidesTool(code)) client.config.hide(code)
  const decision = decideDelivery(failed ? answer.failure : problem?.code, failed ? undefined : answer.status)
  const { outcome } = decision
  switch (decision.sentence) {
    case 'OFF':
      return { outcome, message: say.sayStatusOff() }
    case 'SIGN-IN':
      return { outcome, message: say.sayStatusSignIn(config.authMode, toolName) }
    // Nothing is written here, so after a lost answer nothing is uncertain.
    case 'LATER':
    case 'UNSURE':
      return {
        outcome,
        message: say.sayStatusLater(failed ? undefined : readRetryAfter(answer, Date.now())),
      }
    default:
      return { outcome, message: say.sayStatusFault(code, config.serverName) }
  }
}
