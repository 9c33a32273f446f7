import { Group } from '@mantine/core'
import { IconChevronLeft, IconChevronRight } from '@tabler/icons-react'
import { LinkButton } from './link.tsx'

interface PagerProps {
  /** Completes "Pages of …". */
  of: string
  older?: string
  newer?: string
}

/** Links to older and newer rows. There are no page numbers: every page is read by its cursor, equally fast. */
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

/** Leads to another page of the same list with the same filters. */
function linkTo(cursor: string) {
  return {
    to: '.',
    search: (search: object) => ({ ...search, cursor }),
    variant: 'default',
    size: 'sm',
  } as const
}
