import { setTimeout as sleep } from 'node:timers/promises'
import type { FastifyInstance } from 'fastify'

/** Milliseconds before each piece, in which requests are answered. */
const PAUSE_MS = 200

/** All pieces of this process so far. */
let pieces: Promise<unknown> = Promise.resolve()

/**
 * Loads code that a start does not need, soon after the start: a start is short, no request waits for the code, and an
 * upgrade that replaces the files takes none from a process that runs. Pieces are loaded one after the other. A request
 * that needs one before loads it itself.
 *
 * @param load loads once, however often it is called. If it fails, the request that needs the code says so.
 */
export function loadLater(app: FastifyInstance, load: () => Promise<unknown>): void {
  let isClosed = false
  const loadNow = async () => {
    await sleep(PAUSE_MS, undefined, { ref: false })
    if (!isClosed) await load()
  }
  app.addHook('onListen', async () => {
    pieces = pieces.then(loadNow).catch(() => {})
  })
  app.addHook('onClose', async () => {
    isClosed = true
  })
}
