import type { McpServerDto } from '#shared/mcp-server.ts'
import { TICKET_RESOLUTIONS } from '#shared/choices.ts'
import { Button, Group, NativeSelect, Popover, Stack, TextInput } from '@mantine/core'
import { IconFilter } from '@tabler/icons-react'
import { useNavigate } from '@tanstack/react-router'
import { resolutionLabel } from '../../ui/resolution-label.ts'
import { offeredCategories } from './offered-categories.ts'
import type { ChipNames } from './search-chips.ts'
import { changeSearch, type ChipName, isNarrowed, type TicketListSearch } from './ticket-list-search.ts'

interface FilterMenuProps {
  search: TicketListSearch
  servers: McpServerDto[]
  names: ChipNames
}

type Option = { value: string; label: string }

/** All filters that have a fixed set of values, for who does not type them. Each is in force at once. */
export function FilterMenu({ search, servers, names }: FilterMenuProps) {
  const navigate = useNavigate({ from: '/o/$org/tickets' })
  const set = (change: Partial<Record<ChipName, string>>) =>
    void navigate({ search: changeSearch(search, emptyToAbsent(change)), replace: true })
  const select = (label: string, name: ChipName, options: Option[]) => (
    <NativeSelect
      label={label}
      data={[{ value: '', label: 'Any' }, ...options]}
      value={search[name] ?? ''}
      onChange={({ currentTarget }) => set({ [name]: currentTarget.value })}
    />
  )
  return (
    <Popover position="bottom-end" width={320} trapFocus returnFocus>
      <Popover.Target>
        <Button variant="default" leftSection={<IconFilter size={16} stroke={1.6} aria-hidden />}>
          Filter
        </Button>
      </Popover.Target>
      <Popover.Dropdown aria-label="Filters" maw="calc(100vw - 1rem)">
        <Stack gap="xs">
          {select(
            'MCP server',
            'server',
            [...names.servers].map(([value, label]) => ({ value, label })),
          )}
          {select('Category', 'category', categoryOptions(servers, search.category).map(plain))}
          {select(
            'Resolution',
            'resolution',
            TICKET_RESOLUTIONS.map((value) => ({ value, label: resolutionLabel(value) })),
          )}
          <Group grow gap="xs">
            {select('Failing call', 'call', [
              { value: 'yes', label: 'Attached' },
              { value: 'no', label: 'None' },
            ])}
            {select('Contact', 'contact', [
              { value: 'yes', label: 'Known' },
              { value: 'no', label: 'None' },
            ])}
          </Group>
          <EmailFilter key={search.email} email={search.email} onChange={(email) => set({ email })} />
          <Group grow gap="xs">
            <TextInput
              label="From"
              type="date"
              value={search.since ?? ''}
              max={search.until}
              onChange={({ currentTarget }) => set({ since: currentTarget.value })}
            />
            <TextInput
              label="Until"
              type="date"
              value={search.until ?? ''}
              min={search.since}
              onChange={({ currentTarget }) => set({ until: currentTarget.value })}
            />
          </Group>
          {isNarrowed(search) && (
            <Button
              variant="default"
              onClick={() => void navigate({ search: { status: search.status, order: search.order } })}
            >
              Clear all
            </Button>
          )}
        </Stack>
      </Popover.Dropdown>
    </Popover>
  )
}

/** In force when it is left or confirmed, because half an address matches nobody. */
function EmailFilter({ email, onChange }: { email: string | undefined; onChange: (email: string) => void }) {
  return (
    <TextInput
      label="E-mail address of the reporter"
      type="email"
      autoComplete="off"
      defaultValue={email}
      onBlur={({ currentTarget }) =>
        currentTarget.value.trim() !== (email ?? '') && onChange(currentTarget.value.trim())
      }
      onKeyDown={(event) => event.key === 'Enter' && event.currentTarget.blur()}
    />
  )
}

function emptyToAbsent(change: Partial<Record<ChipName, string>>): Partial<TicketListSearch> {
  return Object.fromEntries(Object.entries(change).map(([name, value]) => [name, value || undefined]))
}

/** Those that are offered, and the chosen one: old tickets keep categories that were removed. */
function categoryOptions(servers: McpServerDto[], current: string | undefined): string[] {
  return [...new Set([...offeredCategories(servers), ...(current ? [current] : [])])]
}

function plain(value: string): Option {
  return { value, label: value }
}
