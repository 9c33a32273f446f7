import type { ModalProps } from '@mantine/core'
import { createContext, use, useEffect, useState } from 'react'
import { LazyDialog } from './lazy-dialog.tsx'

const HoldContext = createContext<(held: boolean) => void>(() => {})

/**
 * A dialog that may come to show a secret. While it does, a click beside it or Escape does not close it: the secret would be
 * lost.
 */
export function SecretDialog(props: ModalProps) {
  const [isHeld, setIsHeld] = useState(false)
  return (
    <HoldContext value={setIsHeld}>
      <LazyDialog {...props} closeOnClickOutside={!isHeld} closeOnEscape={!isHeld} />
    </HoldContext>
  )
}

/** Keeps the dialog around it open, until a button closes it. */
export function useHeldOpen(): void {
  const hold = use(HoldContext)
  useEffect(() => {
    hold(true)
    return () => hold(false)
  }, [hold])
}
