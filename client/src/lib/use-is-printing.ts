import { useSyncExternalStore } from 'react'

const print = matchMedia('print')

/** Whether the page is put on paper, where nothing can be unfolded. */
export function useIsPrinting(): boolean {
  return useSyncExternalStore(follow, () => print.matches)
}

function follow(listener: () => void): () => void {
  print.addEventListener('change', listener)
  return () => print.removeEventListener('change', listener)
}
