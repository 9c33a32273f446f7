import { useSyncExternalStore } from 'react'

let since = navigator.onLine ? undefined : new Date().toISOString()

/** Returns since when the browser is offline (ISO 8601); undefined while it is online. */
export function useOfflineSince(): string | undefined {
  return useSyncExternalStore(subscribe, () => since)
}

function subscribe(onChange: () => void): () => void {
  const follow = () => {
    since = navigator.onLine ? undefined : (since ?? new Date().toISOString())
    onChange()
  }
  window.addEventListener('online', follow)
  window.addEventListener('offline', follow)
  return () => {
    window.removeEventListener('online', follow)
    window.removeEventListener('offline', follow)
  }
}
