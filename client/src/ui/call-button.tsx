import { Button, type ButtonProps } from '@mantine/core'
import { type ComponentPropsWithoutRef, useEffect, useRef } from 'react'

type CallButtonProps = ButtonProps & Omit<ComponentPropsWithoutRef<'button'>, keyof ButtonProps>

/**
 * A button that makes a call. While it is loading it is disabled, so the browser takes the focus away from it. If it is
 * still there after the call, it takes the focus back, so that Enter tries again.
 */
export function CallButton(props: CallButtonProps) {
  const { loading = false } = props
  const button = useRef<HTMLButtonElement>(null)
  const hasCalled = useRef(false)
  useEffect(() => {
    if (loading) hasCalled.current = true
    else if (hasCalled.current && document.activeElement === document.body) button.current?.focus()
  }, [loading])
  return <Button ref={button} {...props} />
}
