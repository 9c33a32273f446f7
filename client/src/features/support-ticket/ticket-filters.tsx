import { type McpServerDto, PREDEFINED_CATEGORIES } from '#shared/mcp-server.ts'
import { TICKET_STATUSES } from '#shared/support-ticket.ts'
import { Button, Group, NativeSelect, VisuallyHidden } from '@mantine/core'
import { IconUser, IconX } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { getRouteApi } from '@tanstack/react-router'
import { trpc } from '../../lib/trpc.ts'
import { LinkButton } from '../../ui/link.tsx'
import { statusLabel } from '../../ui/status-badge.tsx'
import { UntrustedText } from '../../ui/untrusted-text.tsx'
import classes from './ticket-filters.module.css'
import { ticketListSearch, type TicketListSearch } from './ticket-list-search.ts'

const route = getRouteApi('/o/$org/tickets')

const STATUS_OPTIONS = TICKET_STATUSES.map((value) => ({ value, label: statusLabel(value) }))

interface TicketFiltersProps {
  servers: McpServerDto[]
  /** The name of the user that the list is filtered by. */
  userName: string | undefined
}

export function TicketFilters({ servers, userName }: TicketFiltersProps) {
  const search = route.useSearch()
  const { status = '', category = '', server = '', user } = search
  const { org } = route.useParams()
  const navigate = route.useNavigate()
  // A new filter makes a new list, which starts at its first page.
  const filter = (change: Record<string, string>) =>
    void navigate({
      search: (search) => ticketListSearch.parse({ ...withoutCursor(search), ...emptyToAbsent(change) }),
    })

  return (
    <Group component="search" gap="xs" align="flex-end" aria-label="Filter tickets">
      <FilterSelect
        label="Status"
        options={STATUS_OPTIONS}
        value={status}
        onChange={(value) => filter({ status: value })}
      />
      <FilterSelect
        label="Category"
        options={categoryOptions(servers, category)}
        value={category}
        onChange={(value) => filter({ category: value })}
      />
      <FilterSelect
        label="Server"
        options={useServerOptions(org, servers, server)}
        value={server}
        onChange={(value) => filter({ server: value })}
      />
      {server && (
        <LinkButton to="/o/$org/servers/$slug" params={{ org, slug: server }} variant="subtle">
          About this server
        </LinkButton>
      )}
      {user && <UserFilter name={userName} onRemove={() => filter({ user: '' })} />}
      {hasFilters(search) && (
        <Button
          variant="subtle"
          leftSection={<IconX size={14} aria-hidden />}
          onClick={() => void navigate({ search: {} })}
        >
          Clear filters
        </Button>
      )}
    </Group>
  )
}

interface FilterSelectProps {
  label: string
  options: readonly (string | { value: string; label: string })[]
  /** The chosen value; empty for any. */
  value: string
  onChange: (value: string) => void
}

function FilterSelect({ label, options, value, onChange }: FilterSelectProps) {
  return (
    <NativeSelect
      className={classes.filter}
      label={label}
      data={[{ value: '', label: `Any ${label.toLowerCase()}` }, ...options]}
      value={value}
      onChange={({ currentTarget }) => onChange(currentTarget.value)}
    />
  )
}

/** There are too many users to choose from in a list. A link on the user's page sets this filter. */
function UserFilter({ name, onRemove }: { name: string | undefined; onRemove: () => void }) {
  return (
    <Button
      variant="light"
      maw="20rem"
      leftSection={<IconUser size={15} aria-hidden />}
      rightSection={<IconX size={14} aria-hidden />}
      onClick={onRemove}
    >
      <VisuallyHidden component="span">Remove the filter: raised by </VisuallyHidden>
      <span className={classes.user}>{name ? <UntrustedText text={name} /> : 'Unknown user'}</span>
    </Button>
  )
}

export function hasFilters(search: TicketListSearch): boolean {
  return Object.values(withoutCursor(search)).some(Boolean)
}

function withoutCursor(search: TicketListSearch): TicketListSearch {
  return { ...search, cursor: undefined }
}

function emptyToAbsent(change: Record<string, string>): Record<string, string | undefined> {
  return Object.fromEntries(Object.entries(change).map(([name, value]) => [name, value || undefined]))
}

/** The predefined categories, those of the MCP servers, and the chosen one: old tickets keep categories that were removed. */
function categoryOptions(servers: McpServerDto[], current: string): string[] {
  const offered = servers.flatMap((server) => server.supportToolCategories)
  return [...new Set([...PREDEFINED_CATEGORIES, ...offered, ...(current ? [current] : [])])]
}

/** The MCP servers, and the chosen one: an archived server is not listed but keeps its tickets. */
function useServerOptions(org: string, servers: McpServerDto[], current: string) {
  const options = servers.map(({ slug, name }) => ({ value: slug, label: name }))
  const isListed = current === '' || options.some(({ value }) => value === current)
  const { data: archived } = useQuery(
    trpc.mcpServer.get.queryOptions({ org, slug: current }, { enabled: !isListed }),
  )
  return isListed ? options : [...options, { value: current, label: archived?.name ?? current }]
}
