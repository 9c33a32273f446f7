import { lazyRouteComponent } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import { loadCode } from '../lib/load-code.ts'

/** A page whose code is loaded when it is opened. */
export function lazyPage<K extends string>(load: () => Promise<Record<K, () => ReactNode>>, name: K) {
  // The router reloads the window after the error of a browser, which ends on the browser's own page when it is offline.
  return lazyRouteComponent<Record<K, () => ReactNode>, K>(() => loadCode(load), name)
}
