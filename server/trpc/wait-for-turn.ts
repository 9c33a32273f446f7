import type { ServerResponse } from 'node:http'
import type { FastifyRequest, preHandlerAsyncHookHandler } from 'fastify'
import { networkOf } from '../http/network-of.ts'
import { takeTurns } from './take-turns.ts'

/** Requests of one session or token that are answered at the same time: with full batches, a hundred procedures. */
const OF_CREDENTIAL = 10
/** The same of one network, of which each request may have another cookie. */
const OF_NETWORK = 40

/**
 * Lets a request wait until fewer of its credential and its network are answered, at most until its deadline. One program that
 * sends hundreds at once makes itself wait, and takes neither the database nor the time of the process from others.
 *
 * @param credentialOf what says who asks, which nobody has checked
 */
export function waitForTurn(
  credentialOf: (request: FastifyRequest) => string | undefined,
): preHandlerAsyncHookHandler {
  const byCredential = takeTurns({ atOnce: Infinity, ofOwner: OF_CREDENTIAL })
  const byNetwork = takeTurns({ atOnce: Infinity, ofOwner: OF_NETWORK })
  return async (request, { raw }) => {
    const network = networkOf(request.ip)
    const begun = Promise.withResolvers<void>()
    const answer = () => {
      begun.resolve()
      return untilClosed(raw)
    }
    void byCredential(credentialOf(request) ?? network, () => byNetwork(network, answer))
    // Who waits too long is answered at the deadline.
    await begun.promise
  }
}

/** Waits for the end of an answer, or of a client that left before. */
async function untilClosed(response: ServerResponse): Promise<void> {
  if (response.destroyed || response.writableFinished) return
  await new Promise<void>((resolve) => void response.once('close', resolve))
}
