import { randomBytes } from 'node:crypto'
import { Redis } from 'iovalkey'
import { callSparingly } from './call-sparingly.ts'
import { clientOptions } from './client-options.ts'
import { guardReplies } from './guard-replies.ts'
import { keyedName } from './keyed-name.ts'
import { codeOf, type ValkeyLink } from './valkey-link.ts'

/**
 * Milliseconds between two subscriptions, and for the answer to one. Nothing is sent to a connection that was lost without
 * a word, so it is asked: a second subscription changes nothing, and needs no other right.
 */
const SUBSCRIBE_EVERY_MS = 5_000
const ANSWER_MS = 2_000
/**
 * Milliseconds between two messages that wake for one organization. They delay nothing: who is woken looks for changes again and
 * again for longer.
 */
const WAKE_EVERY_MS = 100

interface Options {
  link: ValkeyLink
  url: string
  /** Names the channels, so that platforms that use one Valkey do not hear each other. */
  secret: string
  /** Another process may have written a change in this organization. */
  onWake: (organizationId: string) => void
  /** Another process has forgotten what was counted for these keys. */
  onForgotten: (keys: readonly string[]) => void
  /**
   * Hears once that nothing can be heard: the user of this process may not subscribe, or what answers has not the form of
   * Valkey. Then it hears once when that is over.
   */
  onMessages: (areHeard: boolean, fault?: string) => void
}

/**
 * Tells the other processes that this one has written, or has forgotten a count, and hears it from them. A wake-up that is
 * lost costs time only; what is forgotten is also in Valkey, and counts in memory follow it.
 */
export function exchangeMessages({ link, url, secret, onWake, onForgotten, onMessages }: Options) {
  const wakes = `mcp-obs:wake:${keyedName(secret, 'wake')}`
  // A channel of its own: a release that does not know it hears nothing of it.
  const forgets = `mcp-obs:forget:${keyedName(secret, 'forget')}`
  const self = randomBytes(9).toString('base64url')
  // A connection that subscribes can do nothing else.
  const subscriber = new Redis({ ...clientOptions(url), lazyConnect: true, socketTimeout: ANSWER_MS })
  guardReplies(subscriber)
  let isRefused = false
  const noteRefused = (fault: string) => {
    if (isRefused) return
    isRefused = true
    onMessages(false, fault)
  }
  const noteHeard = () => {
    if (!isRefused) return
    isRefused = false
    onMessages(true)
  }
  const subscribe = () => subscriber.subscribe(wakes, forgets).then(noteHeard)
  subscriber.on('error', (error: unknown) => {
    // What else is refused before, such as another database, keeps no message away.
    if (codeOf(error) === 'EPROTO') noteRefused('EPROTO')
  })
  subscriber.on('ready', () => {
    subscribe().catch((error: unknown) => {
      const fault = codeOf(error)
      if (fault === 'NOPERM' || fault === 'EPROTO') noteRefused(fault)
    })
  })
  const again = setInterval(() => {
    // Where it is refused only now, the first subscription still holds.
    if (subscriber.status === 'ready') subscribe().catch(() => {})
  }, SUBSCRIBE_EVERY_MS).unref()
  subscriber.on('message', (channel: string, message: string) => {
    const [sender, ...named] = message.split(' ')
    if (named.length === 0 || sender === self) return
    if (channel === forgets) onForgotten(named)
    else onWake(named[0]!)
  })
  // Nobody waits for it.
  const wakeOthers = callSparingly(
    (organizationId) => void link.ask((client) => client.publish(wakes, `${self} ${organizationId}`)),
    WAKE_EVERY_MS,
  )
  return {
    open: () => void subscriber.connect().catch(() => {}),
    close: () => {
      wakeOthers.flush()
      clearInterval(again)
      subscriber.disconnect()
    },
    /** Publishes what says nothing. */
    probe: (client: Redis) => Promise.all([client.publish(wakes, self), client.publish(forgets, self)]),
    wakeOthers: wakeOthers.ask,
    tellForgotten: (client: Redis, keys: readonly string[]) =>
      client.publish(forgets, `${self} ${keys.join(' ')}`),
  }
}
