import type { Instance } from './instance.ts'

interface Updatable {
  /** Shows the configuration in force. */
  update(): void
}

/**
 * Ends a subscription after its target was garbage-collected: some hosts build a server for each request and never
 * close it. Older edge runtimes have no `FinalizationRegistry`; they end whole isolates instead.
 */
const abandoned =
  typeof FinalizationRegistry === 'undefined'
    ? undefined
    : new FinalizationRegistry<() => void>((unsubscribe) => unsubscribe())

/**
 * Updates `target` after each change of the configuration. The subscription does not keep `target` in memory.
 *
 * @returns a function that ends the subscription.
 */
export function subscribeWeakly(instance: Instance, target: Updatable): () => void {
  const unsubscribe = instance.subscribe(updateIfAlive(target))
  abandoned?.register(target, unsubscribe, target)
  return forget(unsubscribe, holdWeakly(target))
}

// These are separate functions because closures of one scope share its variables: they must not keep `target` alive.
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
