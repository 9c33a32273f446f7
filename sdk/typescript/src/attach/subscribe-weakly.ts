import type { Instance } from './instance.ts'

interface Updatable {
  /** Shows the configuration in force. */
  update(): void
}

/**
 * Drops a subscription once nobody holds its target any more: some hosts build a server per request and never close it.
 * Older edge runtimes lack the means, and recycle their isolates instead.
 */
const abandoned =
  typeof FinalizationRegistry === 'undefined'
    ? undefined
    : new FinalizationRegistry<() => void>((unsubscribe) => unsubscribe())

/** Updates `target` after each change of the configuration, as long as anybody else holds it. */
export function subscribeWeakly(instance: Instance, target: Updatable): () => void {
  const unsubscribe = instance.subscribe(updateIfAlive(target))
  abandoned?.register(target, unsubscribe, target)
  return forget(unsubscribe, holdWeakly(target))
}

// Functions of their own: a closure keeps alive all that the closures beside it use, and these must not keep `target`.
function updateIfAlive(target: Updatable): () => void {
  const weak = holdWeakly(target)
  return () => weak.deref()?.update()
}

function forget(unsubscribe: () => void, weak: { deref(): Updatable | undefined }): () => void {
  return () => {
    unsubscribe()
    const target = weak.deref()
    if (target) abandoned?.unregister(target)
  }
}

function holdWeakly(target: Updatable): { deref(): Updatable | undefined } {
  return typeof WeakRef === 'undefined' ? { deref: () => target } : new WeakRef(target)
}
