import { EventEmitter } from 'node:events'

const written = new EventEmitter().setMaxListeners(0)

/** Lets those who follow changes in this process look at once. Those of other processes look within a second. */
export function wakeFollowers(): void {
  written.emit('change')
}

/** Calls back when this process may have written a change. @returns stops it */
export function onWritten(wake: () => void): () => void {
  written.on('change', wake)
  return () => written.off('change', wake)
}
