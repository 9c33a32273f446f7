import { Group, Stack, Text, Title } from '@mantine/core'
import { IconPlugConnected } from '@tabler/icons-react'
import { type ReactNode, useEffect, useRef } from 'react'
import { revealInvisible } from '../lib/untrusted-text.ts'
import { Brand } from '../ui/brand.tsx'
import { CardPage } from '../ui/card-page.tsx'
import { UntrustedText } from '../ui/untrusted-text.tsx'
import classes from '../ui/consent.module.css'

interface StepCardProps {
  serverName: string
  /** The title of the browser's tab, and the heading unless there is another. */
  title: string
  /** A heading that says more than the title. */
  heading?: ReactNode
  description?: ReactNode
  children: ReactNode
}

let hasShownHeading = false

/** The frame of one view of the sign-in, with its only h1. */
export function StepCard({ serverName, title, heading = title, description, children }: StepCardProps) {
  const ref = useRef<HTMLHeadingElement>(null)
  useEffect(() => {
    document.title = serverName ? `${title} · ${revealInvisible(serverName)}` : title
  }, [title, serverName])
  // A view that replaces another gets the focus, so that a screen reader reads it. The first view leaves it to the browser.
  useEffect(() => {
    if (hasShownHeading) ref.current?.focus({ preventScroll: true })
    hasShownHeading = true
  }, [])
  return (
    <CardPage above={<ServerBadge name={serverName} />} below={<PoweredBy />}>
      <Stack gap="lg">
        <Stack gap={6}>
          <Title order={1} tabIndex={-1} ref={ref}>
            {heading}
          </Title>
          {description && (
            <Text c="var(--desk-soft)" size="sm" component="div" className={classes.text}>
              {description}
            </Text>
          )}
        </Stack>
        {children}
      </Stack>
    </CardPage>
  )
}

/** The name of the MCP server that the sign-in belongs to. */
export function ServerBadge({ name }: { name: string }) {
  if (!name) return <Brand />
  return (
    <Group gap={8} wrap="nowrap" maw="100%">
      <IconPlugConnected size={20} stroke={1.8} className={classes.icon} aria-hidden />
      <Text fw={650} fz="0.9375rem" lh={1.4} component="span" className={classes.text}>
        <UntrustedText text={name} />
      </Text>
    </Group>
  )
}

function PoweredBy() {
  return (
    <Text size="xs" c="dimmed">
      Sign-in by mcp-obs
    </Text>
  )
}
