import { useSyncExternalStore } from 'react'

const PREFIX = 'mcp-obs.'
const changes = new EventTarget()
/** What this page keeps by itself where the browser keeps nothing. */
const kept = new Map<string, string>()

function readStored(name: string): string | undefined {
  try {
    return localStorage.getItem(PREFIX + name) ?? undefined
  } catch {
    return kept.get(name)
  }
}

/** Keeps a text in this browser, for all its windows. Without a text, it forgets. */
export function writeStored(name: string, text: string | undefined): void {
  try {
    if (text === undefined) localStorage.removeItem(PREFIX + name)
    else localStorage.setItem(PREFIX + name, text)
  } catch {
    if (text === undefined) kept.delete(name)
    else kept.set(name, text)
  }
  changes.dispatchEvent(new Event('change'))
}

/** What this browser keeps under a name. A component with it follows changes in every window. */
export function useStored(name: string): string | undefined {
  return useSyncExternalStore(follow, () => readStored(name))
}

function follow(listener: () => void): () => void {
  changes.addEventListener('change', listener)
  window.addEventListener('storage', listener)
  return () => {
    changes.removeEventListener('change', listener)
    window.removeEventListener('storage', listener)
  }
}
