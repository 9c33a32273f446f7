import { useSyncExternalStore } from 'react'

/** A change that can be undone for a while. */
export interface UndoOffer {
  org: string
  /** As the change answered it. */
  operation: string
  /** What was done, such as "TK-7G2M-QX4D closed: fixed." */
  message: string
}

let offer: UndoOffer | undefined
const listeners = new Set<() => void>()

/** Offers to undo a change, in place of the offer before. It outlives a change of page. */
export function offerUndo(next: UndoOffer | undefined): void {
  offer = next
  for (const listener of listeners) listener()
}

export function useUndoOffer(): UndoOffer | undefined {
  return useSyncExternalStore(follow, () => offer)
}

function follow(listener: () => void): () => void {
  listeners.add(listener)
  return () => void listeners.delete(listener)
}
