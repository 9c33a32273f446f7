import type { Instance } from './instance.ts'

/** Calls `announce` where the tools that are shown are others than before. */
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
