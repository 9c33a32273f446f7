import { Group, Stack, Text, Title, VisuallyHidden } from '@mantine/core'
import { useDocumentTitle } from '@mantine/hooks'
import { type ReactNode, use } from 'react'
import { inheritFocus } from '../lib/heading-focus.ts'
import classes from './page.module.css'
import { ShellContext, type ShellParts } from './shell-context.ts'

interface PageProps {
  title: ReactNode
  /** The title of the browser's tab, if `title` is not plain text. */
  documentTitle?: string
  /** How many the list of the page has. */
  count?: number | undefined
  description?: ReactNode
  /** The link back to the list that the page belongs to. It stands in the bar, and the heading below it. */
  above?: ReactNode
  /** What else stands in the bar, such as tabs. */
  bar?: ReactNode
  actions?: ReactNode
  /** For pages whose content has its own visible heading. */
  hideTitle?: boolean
  /** For a list that goes from edge to edge. */
  flush?: boolean
  children: ReactNode
}

/** The frame of one page: the document's title, and the only h1, which gets the focus after navigation. */
export function Page(props: PageProps) {
  const { title, documentTitle, hideTitle, count, children } = props
  const plain = documentTitle ?? (typeof title === 'string' ? title : '')
  useDocumentTitle(plain ? `${plain} · mcp-obs` : 'mcp-obs')
  const shell = use(ShellContext)
  const heading = (
    <div className={classes.counted}>
      <Title order={1} tabIndex={-1} ref={inheritFocus} className={classes.heading}>
        {title}
      </Title>
      {count !== undefined && (
        <Text span size="sm" c="dimmed">
          {count}
        </Text>
      )}
    </div>
  )
  if (hideTitle) {
    return (
      <div>
        {shell?.menuButton && <Bar shell={shell} />}
        <VisuallyHidden>{heading}</VisuallyHidden>
        {children}
      </div>
    )
  }
  return shell ? (
    <ShellPage {...props} shell={shell} heading={heading} />
  ) : (
    <PlainPage {...props} heading={heading} />
  )
}

type FrameProps = PageProps & { heading: ReactNode }

/** A page of an organization: a bar that stays on screen, and the content below it. */
function ShellPage({
  shell,
  heading,
  description,
  above,
  bar,
  actions,
  flush,
  children,
}: FrameProps & { shell: ShellParts }) {
  const isTop = above === undefined
  return (
    <div>
      <Bar shell={shell} actions={isTop && actions}>
        {above ?? heading}
        {bar}
      </Bar>
      <div className={flush ? undefined : classes.body}>
        <Stack gap="lg">
          {!isTop && <Heading heading={heading} description={description} actions={actions} />}
          {isTop && description && <Description>{description}</Description>}
          {children}
        </Stack>
      </div>
    </div>
  )
}

interface BarProps {
  shell: ShellParts
  actions?: ReactNode
  children?: ReactNode
}

function Bar({ shell, actions, children }: BarProps) {
  return (
    <div className={classes.bar}>
      {shell.menuButton}
      {children}
      {shell.liveState}
      {actions && <div className={classes.actions}>{actions}</div>}
    </div>
  )
}

function PlainPage({ heading, description, above, actions, children }: FrameProps) {
  return (
    <Stack gap="lg">
      <Stack gap={6}>
        {above}
        <Heading heading={heading} description={description} actions={actions} />
      </Stack>
      {children}
    </Stack>
  )
}

function Heading({ heading, description, actions }: Pick<FrameProps, 'heading' | 'description' | 'actions'>) {
  return (
    <Group justify="space-between" align="flex-start" gap="sm">
      <Stack gap={4} maw={820} miw={0} flex="1 1 16rem">
        {heading}
        {description && <Description>{description}</Description>}
      </Stack>
      {actions && <Group gap="xs">{actions}</Group>}
    </Group>
  )
}

function Description({ children }: { children: ReactNode }) {
  return (
    <Text fz="0.8125rem" lh="1.25rem" c="var(--desk-soft)" component="div" maw="68ch">
      {children}
    </Text>
  )
}
