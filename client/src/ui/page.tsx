import { Group, Stack, Text, Title, VisuallyHidden } from '@mantine/core'
import { useDocumentTitle } from '@mantine/hooks'
import type { ReactNode } from 'react'
import { inheritFocus } from '../lib/heading-focus.ts'

interface PageProps {
  title: ReactNode
  /** The title of the browser's tab, if `title` is not plain text. */
  documentTitle?: string
  description?: ReactNode
  /** What stands above the heading, such as a link back. */
  above?: ReactNode
  actions?: ReactNode
  /** For pages whose content has its own visible heading. */
  hideTitle?: boolean
  children: ReactNode
}

/** The frame of one page: the document's title, and the only h1, which gets the focus after navigation. */
export function Page({ title, documentTitle, description, above, actions, hideTitle, children }: PageProps) {
  const plain = documentTitle ?? (typeof title === 'string' ? title : '')
  useDocumentTitle(plain ? `${plain} · mcp-obs` : 'mcp-obs')
  const heading = (
    <Title order={1} tabIndex={-1} ref={inheritFocus}>
      {title}
    </Title>
  )
  if (hideTitle) {
    return (
      <div>
        <VisuallyHidden>{heading}</VisuallyHidden>
        {children}
      </div>
    )
  }
  return (
    <Stack gap="lg">
      <Stack gap={6}>
        {above}
        <Group justify="space-between" align="flex-start" gap="sm">
          <Stack gap={4} maw={820} miw={0} flex="1 1 16rem">
            {heading}
            {description && (
              <Text c="dimmed" size="sm" component="div">
                {description}
              </Text>
            )}
          </Stack>
          {actions && <Group gap="xs">{actions}</Group>}
        </Group>
      </Stack>
      {children}
    </Stack>
  )
}
