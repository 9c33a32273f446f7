import { type LookupAddress, promises } from 'node:dns'
import type { LookupFunction } from 'node:net'
import { callbackify } from 'node:util'

/** Milliseconds for the first answer of a name server, and how often each is asked: of one, less than the fetch of a document may take. */
const ANSWER_MS = 500
const TRIES = 2

/**
 * Looks up a host that anybody can name, by asking name servers itself. The system's own way, which is Node's default, keeps one
 * of its four threads until a name server answers: hosts whose name server is silent would hold up all that needs one,
 * such as each new connection to the database.
 *
 * @param servers default: those of the system, as they are now
 */
export function lookUpBy(servers?: readonly string[]): LookupFunction {
  const find = callbackify(async (host: string) => {
    const resolver = new promises.Resolver({ timeout: ANSWER_MS, tries: TRIES })
    if (servers) resolver.setServers(servers)
    const [four, six] = await Promise.allSettled([resolver.resolve4(host), resolver.resolve6(host)])
    const found = [...addressesOf(four, 4), ...addressesOf(six, 6)]
    if (found.length > 0) return found
    // An alias of a host without an address is found, and has none. Node takes it for granted that there is one.
    throw four.status === 'rejected' ? four.reason : new Error('The host has no address')
  })
  return (host, { all }, callback) =>
    find(host, (error, found) => {
      if (error || all) callback(error, found)
      else callback(null, found[0]!.address, found[0]!.family)
    })
}

function addressesOf(answer: PromiseSettledResult<string[]>, family: number): LookupAddress[] {
  return answer.status === 'fulfilled' ? answer.value.map((address) => ({ address, family })) : []
}
