import { Group } from '@mantine/core'
import { IconChevronLeft, IconChevronRight } from '@tabler/icons-react'
import { LinkButton } from './link.tsx'

interface PagerProps {
  /** Completes "Pages of …". */
  of: string
  older?: string
  newer?: string
}

/** Older and newer, not numbers: pages are kept by key, so that the thousandth costs as much as the first. */
export function Pager({ of, older, newer }: PagerProps) {
  if (!newer && !older) return null
  return (
    <Group component="nav" aria-label={`Pages of ${of}`} justify="center" gap="xs">
      {newer && (
        <LinkButton {...linkTo(newer)} leftSection={<IconChevronLeft size={16} aria-hidden />}>
          Newer
        </LinkButton>
      )}
      {older && (
        <LinkButton {...linkTo(older)} rightSection={<IconChevronRight size={16} aria-hidden />}>
          Older
        </LinkButton>
      )}
    </Group>
  )
}

/** The same list with the same filters, at another place. */
function linkTo(cursor: string) {
  return {
    to: '.',
    search: (search: object) => ({ ...search, cursor }),
    variant: 'default',
    size: 'sm',
  } as const
}
