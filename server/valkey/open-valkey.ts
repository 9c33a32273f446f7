import type { MakeLimiter } from '../domain/limiter.ts'
import { exchangeMessages } from './exchange-messages.ts'
import { counterIn, limitInValkey, readCount } from './shared-limiter.ts'
import { type LinkOptions, ValkeyLink } from './valkey-link.ts'

interface Options extends Pick<LinkOptions, 'url' | 'onChange'> {
  /** Keys and channels are named with it. */
  secret: string
  /** Hears of each decision that was made without Valkey. */
  onFallback: () => void
  /** Another process may have written a change in this organization. */
  onWake: (organizationId: string) => void
  /** Hears once that this process cannot subscribe, so that nothing wakes it, and once that it can again. */
  onMessages: (areHeard: boolean, fault?: string) => void
}

/** What the processes of a platform share through Valkey. */
export interface Valkey {
  makeLimiter: MakeLimiter
  /** Lets the other processes look for changes of this organization at once. */
  wakeOthers: (organizationId: string) => void
  close: () => void
}

const PROBE = { points: 1, duration: 60 }

/** Connects to Valkey, and waits for nothing: until it answers, this process counts alone. */
export function openValkey({ onChange, onFallback, ...options }: Options): Valkey {
  const { url, secret } = options
  const link = new ValkeyLink({
    url,
    onChange,
    // All that is needed later: a Valkey that is full, cannot be written or forbids something is of no use. To give back what
    // was not counted calls each command of a count, and leaves no key. A connection sends a script the first time, and its
    // hash from then on, which is another command.
    async probe(client) {
      const counter = counterIn(client, 'probe', PROBE)
      await Promise.all([readCount(counter.reward('')), readCount(counter.reward(''))])
      await messages.probe(client)
      await limits.makeUp(client)
    },
  })
  const messages = exchangeMessages({ link, onForgotten: (keys) => limits.forget(keys), ...options })
  const limits = limitInValkey({ link, secret, onFallback, tellForgotten: messages.tellForgotten })
  link.open()
  messages.open()
  return {
    makeLimiter: limits.makeLimiter,
    wakeOthers: messages.wakeOthers,
    close: () => {
      messages.close()
      link.close()
    },
  }
}
