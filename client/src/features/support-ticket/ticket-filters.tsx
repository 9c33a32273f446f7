import type { McpServerDto } from '#shared/mcp-server.ts'
import { PREDEFINED_CATEGORIES } from '#shared/mcp-server.ts'
import { TICKET_STATUSES } from '#shared/support-ticket.ts'
import { Button, Group, Select } from '@mantine/core'
import { IconX } from '@tabler/icons-react'
import { getRouteApi } from '@tanstack/react-router'
import { statusLabel } from '../../ui/status-badge.tsx'
import classes from './ticket-filters.module.css'
import type { TicketListSearch } from './ticket-list-search.ts'

const route = getRouteApi('/o/$org/tickets')

const STATUS_OPTIONS = TICKET_STATUSES.map((value) => ({ value, label: statusLabel(value) }))

export function TicketFilters({ servers }: { servers: McpServerDto[] }) {
  const search = route.useSearch()
  const navigate = route.useNavigate()
  const filter = (change: TicketListSearch) =>
    // Another filter is another list: it starts at its first page.
    void navigate({ search: ({ cursor: _, ...filters }) => ({ ...filters, ...change }) })

  return (
    <Group gap="xs" align="flex-end" role="search" aria-label="Filter tickets">
      <Select
        className={classes.filter}
        label="Status"
        placeholder="Any status"
        data={STATUS_OPTIONS}
        value={search.status ?? null}
        onChange={(status) => filter({ status: status ?? undefined })}
        clearable
        clearButtonProps={{ 'aria-label': 'Clear status', tabIndex: 0 }}
      />
      <Select
        className={classes.filter}
        label="Category"
        placeholder="Any category"
        data={categoryOptions(servers, search.category)}
        value={search.category ?? null}
        onChange={(category) => filter({ category: category ?? undefined })}
        clearable
        searchable
        clearButtonProps={{ 'aria-label': 'Clear category', tabIndex: 0 }}
      />
      <Select
        className={classes.filter}
        label="Server"
        placeholder="Any server"
        data={serverOptions(servers, search.server)}
        value={search.server ?? null}
        onChange={(server) => filter({ server: server ?? undefined })}
        clearable
        searchable
        clearButtonProps={{ 'aria-label': 'Clear server', tabIndex: 0 }}
      />
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

export function hasFilters({ status, category, server }: TicketListSearch): boolean {
  return [status, category, server].some((value) => value !== undefined)
}

/** What the servers offer, the predefined ones, and the one asked for: old tickets keep categories that are gone. */
function categoryOptions(servers: McpServerDto[], current: string | undefined): string[] {
  const offered = servers.flatMap((server) => server.supportToolCategories)
  return [...new Set([...PREDEFINED_CATEGORIES, ...offered, ...(current ? [current] : [])])]
}

function serverOptions(servers: McpServerDto[], current: string | undefined) {
  const options = servers.map(({ slug, name }) => ({ value: slug, label: name }))
  const isListed = current === undefined || options.some(({ value }) => value === current)
  return isListed ? options : [...options, { value: current, label: current }]
}
