import { Anchor, type AnchorProps, Group } from '@mantine/core'
import { IconArrowLeft } from '@tabler/icons-react'
import { createLink } from '@tanstack/react-router'
import type { ComponentPropsWithRef } from 'react'

function BackAnchor({
  children,
  ...props
}: AnchorProps & Omit<ComponentPropsWithRef<'a'>, keyof AnchorProps>) {
  return (
    <Group gap={4}>
      <Anchor size="sm" display="inline-flex" mih={24} {...props}>
        <Group gap={4} component="span">
          <IconArrowLeft size={15} aria-hidden /> {children}
        </Group>
      </Anchor>
    </Group>
  )
}

/** The link back to the list that a page belongs to. It stands above the heading. */
export const BackLink = createLink(BackAnchor)
