import { randomBytes } from 'node:crypto'
import { Redis } from 'iovalkey'
import { clientOptions } from './client-options.ts'
import { keyedName } from './keyed-name.ts'
import { codeOf, type ValkeyLink } from './valkey-link.ts'

/**
 * Milliseconds between two subscriptions, and for the answer to one. Nothing is sent to a connection that was lost without
 * a word, so it is asked: a second subscription changes nothing, and needs no other right.
 */
const SUBSCRIBE_EVERY_MS = 5_000
const ANSWER_MS = 2_000

interface Options {
  link: ValkeyLink
  url: string
  /** Names the channel, so that platforms that use one Valkey do not wake each other. */
  secret: string
  /** Another process may have written a change in this organization. */
  onWake: (organizationId: string) => void
  /** The user of this process may not subscribe. */
  onDeaf: () => void
}

/** Tells the other processes that this one has written, and hears it from them. A message that is lost costs time only. */
export function exchangeWakes({ link, url, secret, onWake, onDeaf }: Options) {
  const channel = `mcp-obs:wake:${keyedName(secret, 'wake')}`
  const self = randomBytes(9).toString('base64url')
  // A connection that subscribes can do nothing else.
  const subscriber = new Redis({ ...clientOptions(url), lazyConnect: true, socketTimeout: ANSWER_MS })
  subscriber.on('error', () => {})
  subscriber.on('ready', () => {
    subscriber.subscribe(channel).catch((error: unknown) => {
      if (codeOf(error) === 'NOPERM') onDeaf()
    })
  })
  const again = setInterval(() => {
    if (subscriber.status === 'ready') subscriber.subscribe(channel).catch(() => {})
  }, SUBSCRIBE_EVERY_MS).unref()
  subscriber.on('message', (_channel: string, message: string) => {
    const [sender, organizationId = ''] = message.split(' ')
    if (organizationId && sender !== self) onWake(organizationId)
  })
  return {
    open: () => void subscriber.connect().catch(() => {}),
    close: () => {
      clearInterval(again)
      subscriber.disconnect()
    },
    /** Publishes what wakes nobody. */
    probe: (client: Redis) => client.publish(channel, self),
    /** Nobody waits for it. */
    wakeOthers: (organizationId: string) =>
      void link.ask((client) => client.publish(channel, `${self} ${organizationId}`)),
  }
}
