import type { Instance } from './instance.ts'

/**
 * @returns a function that calls `announce` if the tools that clients see have changed since the last time.
 */
export function onChange(instance: Instance, announce: () => void): () => void {
  const look = (): unknown[] => [instance.isOn(), ...instance.tools.map((tool) => tool.entry())]
  let shown = look()
  return () => {
    const now = look()
    if (now.every((part, index) => part === shown[index])) return
    shown = now
    announce()
  }
}
