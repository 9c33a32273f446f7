import { ActionIcon, type ActionIconProps, Popover } from '@mantine/core'
import { IconInfoCircle } from '@tabler/icons-react'
import { type FocusEvent, type KeyboardEvent, type ReactNode, useEffect, useRef, useState } from 'react'
import classes from './info-button.module.css'

interface InfoButtonProps extends Pick<ActionIconProps, 'className'> {
  /** The name of the button and of what it opens, such as "Explain the title". */
  label: string
  children: ReactNode
}

/**
 * A button that opens an explanation. It works by mouse, touch and keyboard: the focus moves into the explanation, Escape
 * moves it back, and Tab goes on from there. It can stand inside a dialog, which Escape then leaves open.
 */
export function InfoButton({ label, className, children }: InfoButtonProps) {
  const [opened, setOpened] = useState(false)
  const button = useRef<HTMLButtonElement>(null)

  const closeOnEscape = ({ key }: KeyboardEvent) => {
    if (key !== 'Escape' || !opened) return
    setOpened(false)
    button.current?.focus()
  }
  const closeOnLeaving = ({ currentTarget, relatedTarget }: FocusEvent) => {
    // Without a target, somebody clicked on something that takes no focus: the popover itself sees whether it was outside.
    if (relatedTarget === null || relatedTarget === button.current) return
    if (!currentTarget.contains(relatedTarget)) setOpened(false)
  }

  return (
    // In a portal, the explanation would be outside of the dialog that the button is in, and Tab would not reach it next.
    <Popover
      opened={opened}
      onChange={setOpened}
      closeOnEscape={false}
      withinPortal={false}
      position="bottom-end"
      width="min(20rem, 80vw)"
      shadow="md"
    >
      <Popover.Target>
        <ActionIcon
          ref={button}
          variant="subtle"
          color="gray"
          size={24}
          className={className}
          aria-label={label}
          data-mantine-stop-propagation={opened}
          onClick={() => setOpened(!opened)}
          onKeyDown={closeOnEscape}
        >
          <IconInfoCircle size={17} stroke={1.7} aria-hidden />
        </ActionIcon>
      </Popover.Target>
      <Popover.Dropdown
        className={classes.explanation}
        data-mantine-stop-propagation
        onKeyDown={closeOnEscape}
        onBlur={closeOnLeaving}
      >
        <FocusOnOpening>{children}</FocusOnOpening>
      </Popover.Dropdown>
    </Popover>
  )
}

function FocusOnOpening({ children }: { children: ReactNode }) {
  const content = useRef<HTMLDivElement>(null)
  useEffect(() => {
    const explanation = content.current?.closest<HTMLElement>('[role="dialog"]')
    explanation?.focus({ preventScroll: true })
    // In a low window it may open below the edge. Before the next frame it has no place yet.
    const frame = requestAnimationFrame(() =>
      requestAnimationFrame(() => explanation?.scrollIntoView({ block: 'nearest' })),
    )
    return () => cancelAnimationFrame(frame)
  }, [])
  return <div ref={content}>{children}</div>
}
