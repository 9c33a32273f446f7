import { hasValkey, TestValkey } from '#testkit/valkey/start-valkey.ts'
import type { FastifyInstance } from 'fastify'
import { vi } from 'vitest'
import { limitInMemory, type MakeLimiter } from '../domain/limiter.ts'
import { openValkey } from '../valkey/open-valkey.ts'

interface RunningStore {
  /** Of Valkey. */
  url?: string
  /** Waits until the limits of this platform count here. */
  isUsedBy: (app: FastifyInstance) => Promise<void>
  makeLimiter: MakeLimiter
  /** Forgets all that was counted. */
  empty: () => Promise<void>
  /** Lets time pass. `Date` is faked while it is used. */
  pass: (seconds: number) => Promise<void>
  stop: () => Promise<void>
}

interface LimiterStore {
  name: 'memory' | 'Valkey'
  start: () => Promise<RunningStore>
}

const memory: LimiterStore = {
  name: 'memory',
  start: async () => ({
    isUsedBy: async () => {},
    makeLimiter: limitInMemory,
    empty: async () => {},
    pass: passHere,
    stop: async () => {},
  }),
}

/** Time cannot be faked in another process, but what is left of each window can be taken from it. */
const PASS = `
for _, key in ipairs(redis.call('keys', '*')) do
  local left = redis.call('pttl', key) - ARGV[1]
  if left > 0 then redis.call('pexpire', key, left) else redis.call('del', key) end
end`

const valkey: LimiterStore = {
  name: 'Valkey',
  async start() {
    const server = await TestValkey.start()
    const { valkey, fallbacks } = await openTestValkey(server.url)
    return {
      url: server.url,
      isUsedBy: (app) =>
        vi.waitFor(async () => {
          const { text } = await app.metrics.read()
          if (!text.includes('mcp_obs_limits_shared 1')) throw new Error('Valkey is not up')
        }, 5_000),
      makeLimiter: valkey.makeLimiter,
      empty: async () => void (await server.send('flushall')),
      async pass(seconds) {
        await passHere(seconds)
        await server.send('eval', PASS, '0', String(seconds * 1_000))
      },
      async stop() {
        valkey.close()
        await server.kill()
        if (fallbacks() > 0) throw new Error(`${fallbacks()} decisions were made without Valkey`)
      },
    }
  },
}

/** Where limits count. All that is said about limits holds in each. */
export const limiterStores = hasValkey ? [memory, valkey] : [memory]

/**
 * What one process has of Valkey, once it knows whether it is there. `states` are `up` or the fault, and `refused` and `heard`
 * of messages.
 *
 * @param secret of the platform that it belongs to
 */
export async function openTestValkey(
  url: string,
  onWake: (organizationId: string) => void = () => {},
  secret = 'the secret of a platform of its own',
) {
  const { promise: isKnown, resolve } = Promise.withResolvers<void>()
  const states: string[] = []
  let fallbacks = 0
  const valkey = openValkey({
    url,
    secret,
    onChange(up, fault) {
      states.push(up ? 'up' : String(fault))
      resolve()
    },
    onFallback: () => fallbacks++,
    onWake,
    onMessages: (areHeard) => states.push(areHeard ? 'heard' : 'refused'),
  })
  await isKnown
  return { valkey, states, fallbacks: () => fallbacks }
}

async function passHere(seconds: number): Promise<void> {
  vi.setSystemTime(Date.now() + seconds * 1_000)
}
