import { EventEmitter } from 'node:events'

const written = new EventEmitter().setMaxListeners(0)

/** Lets those who follow changes of this organization look at once. Where processes are not woken, they look within a second. */
export function wakeFollowers(organizationId: string): void {
  written.emit('change', organizationId)
}

/** Calls back when this process may have written a change. @returns stops it */
export function onWritten(wake: (organizationId: string) => void): () => void {
  written.on('change', wake)
  return () => written.off('change', wake)
}
