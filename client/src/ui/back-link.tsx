import { Anchor, type AnchorProps, Group } from '@mantine/core'
import { IconChevronLeft } from '@tabler/icons-react'
import { createLink } from '@tanstack/react-router'
import type { ComponentPropsWithRef } from 'react'

function BackAnchor({
  children,
  ...props
}: AnchorProps & Omit<ComponentPropsWithRef<'a'>, keyof AnchorProps>) {
  return (
    <Group gap={4}>
      <Anchor fz="0.8125rem" display="inline-flex" mih={24} underline="always" {...props}>
        <Group gap={4} component="span">
          <IconChevronLeft size={16} aria-hidden /> {children}
        </Group>
      </Anchor>
    </Group>
  )
}

/** The link back to the list that a page belongs to. It stands above the heading. */
export const BackLink = createLink(BackAnchor)
