import { Group, Title } from '@mantine/core'
import { type ReactNode, useId } from 'react'
import classes from './captured-region.module.css'
import { CopyIcon } from './copy-button.tsx'

interface CapturedRegionProps {
  label: string
  /** What the copy button puts on the clipboard. */
  copyText: string
  children: ReactNode
}

/** A box with its own scroll bar. Therefore it has a name, and the keyboard reaches it (WCAG 2.1.1). */
export function CapturedRegion({ label, copyText, children }: CapturedRegionProps) {
  const id = useId()
  return (
    <div>
      <Group justify="space-between" wrap="nowrap" gap="xs" mb={4}>
        <Title order={3} id={id}>
          {label}
        </Title>
        <CopyIcon what={label.toLowerCase()} text={copyText} />
      </Group>
      {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- it scrolls */}
      <section className={classes.region} aria-labelledby={id} tabIndex={0}>
        {children}
      </section>
    </div>
  )
}

export function CapturedText({ children }: { children: ReactNode }) {
  return <pre className={classes.text}>{children}</pre>
}
