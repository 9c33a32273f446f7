import { useDebouncedValue } from '@mantine/hooks'
import { useQuery } from '@tanstack/react-query'
import { formatCappedCount } from '../../lib/format.ts'
import { trpc } from '../../lib/trpc.ts'
import { offeredCategories } from './offered-categories.ts'
import type { ChipNames } from './search-chips.ts'
import { ticketFiltersOf, type TicketListSearch } from './ticket-list-search.ts'

interface Suggestion {
  value: string
  label: string
  count?: string
}

const MAX = 12
const TYPING_MS = 200
const TYPED_FILTER = /^(tool|error|server|category):\s*(?!\s)(.*)$/i
const HEADINGS = { tool: 'Tool', error: 'Error', server: 'MCP server', category: 'Category' } as const
type FilterName = keyof typeof HEADINGS

/** Whether a text begins a filter, so that it is not searched for as words while it is typed. */
export function isTypedFilter(text: string): boolean {
  return TYPED_FILTER.test(text)
}

/** What a typed filter such as `tool:` can be completed with; tools and errors with their counts in the current list. */
export function useSearchSuggestions(org: string, search: TicketListSearch, names: ChipNames, text: string) {
  const [, typedName, begin = ''] = TYPED_FILTER.exec(text) ?? []
  const name = typedName?.toLowerCase() as FilterName | undefined
  const values = useValues(org, search, names, name)
  const wanted = begin.trim().toLowerCase()
  const options = values.filter(({ label }) => label.toLowerCase().includes(wanted)).slice(0, MAX)
  return {
    heading: name ? HEADINGS[name] : '',
    options,
    pick: (value: string): Partial<TicketListSearch> => (name ? { [name]: value } : {}),
  }
}

function useValues(
  org: string,
  search: TicketListSearch,
  names: ChipNames,
  name: FilterName | undefined,
): Suggestion[] {
  const servers = useQuery(trpc.mcpServer.list.queryOptions({ org }, { enabled: name === 'category' }))
  const isFacet = name === 'tool' || name === 'error'
  const [filters] = useDebouncedValue(ticketFiltersOf({ ...search, q: undefined }), TYPING_MS)
  const facet = useQuery(
    trpc.supportTicket.facet.queryOptions(
      { org, facet: isFacet ? name : 'tool', filters },
      { enabled: isFacet },
    ),
  )
  switch (name) {
    case 'server':
      return [...names.servers].map(([value, label]) => ({ value, label }))
    case 'category':
      return offeredCategories(servers.data ?? []).map((value) => ({ value, label: value }))
    case undefined:
      return []
    default:
      return (facet.data?.values ?? []).map(({ value, count }) => ({
        value,
        label: value,
        count: formatCappedCount(count),
      }))
  }
}
