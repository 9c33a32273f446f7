import type { TicketPageDto } from '#shared/support-ticket.ts'
import { Text } from '@mantine/core'
import { formatExactTime } from '../../lib/format.ts'
import { LinkAnchor } from '../../ui/link.tsx'
import type { TicketListSearch } from './ticket-list-search.ts'
import classes from './ticket-list-page.module.css'

/** Says how far a search came, where a request may not look at more, and offers to go on. */
export function SearchedTo({ page, search }: { page: TicketPageDto; search: TicketListSearch }) {
  const { searchedTo, prefixTooShort, usersLeftOut } = page
  const cursor = search.order === 'oldest' ? page.newer : page.older
  return (
    <>
      {prefixTooShort && (
        <Text size="sm" c="dimmed" className={classes.message}>
          Too many words begin with one of these. Only that word itself was looked for: write more of it.
        </Text>
      )}
      {usersLeftOut && (
        <Text size="sm" c="dimmed" className={classes.message}>
          Many users signed up with this address, each on another MCP server. The tickets of some of them are
          not in this list. Erasing the address takes all of them.
        </Text>
      )}
      {searchedTo && (
        <Text size="sm" className={classes.message}>
          {page.tickets.length === 0 && <strong>No ticket matches so far. </strong>}
          Searched {search.order === 'oldest' ? 'up' : 'back'} to {formatExactTime(searchedTo)}.{' '}
          {cursor ? (
            <LinkAnchor to="." search={(now) => ({ ...now, cursor })} underline="always">
              Go on
            </LinkAnchor>
          ) : (
            'The search index is still being built. Look again later.'
          )}
        </Text>
      )}
    </>
  )
}
