import type { Session } from './instance.ts'

/** Calls `announce` where the tools that are shown are others than before. */
export function onChange(session: Session, announce: () => void): () => void {
  const look = (): unknown[] => [session.isOn(), ...session.tools.map((tool) => tool.entry())]
  let shown = look()
  return () => {
    const now = look()
    if (now.every((part, index) => part === shown[index])) return
    shown = now
    announce()
  }
}
