/** What a tablet of Vitess says when its MySQL is away: the numbers of MySQL's own client, for which mysql2 has no code. */
const TABLET_UNREACHED = new Set([/* CR_CONNECTION_ERROR */ 2002, /* CR_CONN_HOST_ERROR */ 2003])
const TABLET_LOST = new Set([/* CR_SERVER_GONE_ERROR */ 2006, /* CR_SERVER_LOST */ 2013])

/** Vitess has one number for all that MySQL has none for, and says the rest in words. */
const VITESS_ERROR = 1105
/** Where it happened. What follows may end with the statement and its values, so only the beginning is read. */
const VITESS_PLACE = String.raw`^(?:target: \S+: )?(?:vttablet: )?(?:rpc error: code = \S+ desc = )?`
/** No tablet took the statement: none is there, or it is no primary now, such as in a fail-over or a move of shards. */
const VITESS_UNREACHED = new RegExp(
  `${VITESS_PLACE}(?:${[
    'no healthy tablet available',
    'inconsistent state detected, primary is serving',
    'primary is not serving',
    'current keyspace is being resharded',
    'upstream shards are not available',
    'operation not allowed in state (?:NOT_SERVING|SHUTTING_DOWN)',
    "tx engine can't accept new connections",
    'wrong tablet type',
    'primary buffer is full',
    'buffer full: request evicted',
    'context was canceled before failover finished',
    'destination shard is missing',
    'failed to automatically buffer and retry',
    // No connection to a tablet, and no place to look one up.
    'VT1400[2-5]: ',
  ].join('|')})`,
)
/** A tablet that had the statement did not answer. */
const VITESS_LOST =
  /^(?:target: \S+: )?(?:vttablet: (?:rpc error: code = Unavailable |Connection Closed)|VT14001: )/

interface VitessError {
  errno?: number
  sqlMessage?: string
}

/** What an error says when Vitess, or a tablet of it, cannot take a statement now: as `outage` of `DatabaseFault`. */
export function vitessOutageOf({
  errno = 0,
  sqlMessage = '',
}: VitessError): 'unreached' | 'lost' | undefined {
  if (TABLET_UNREACHED.has(errno)) return 'unreached'
  if (TABLET_LOST.has(errno)) return 'lost'
  if (errno !== VITESS_ERROR) return undefined
  if (VITESS_UNREACHED.test(sqlMessage)) return 'unreached'
  return VITESS_LOST.test(sqlMessage) ? 'lost' : undefined
}
