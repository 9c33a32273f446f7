import type { ChipName, TicketListSearch } from './ticket-list-search.ts'
import { resolutionLabel } from '../../ui/resolution-label.ts'

/** How chips name what the URL has an id for. */
export interface ChipNames {
  /** The name of an MCP server by its slug. */
  servers: ReadonlyMap<string, string>
  /** The name of the user that the list is filtered by, once it is known. */
  user: string | undefined
}

export interface Chip {
  name: ChipName
  label: string
  value: string
}

const ORDER: readonly ChipName[] = [
  'server',
  'tool',
  'error',
  'fingerprint',
  'category',
  'resolution',
  'user',
  'email',
  'call',
  'contact',
  'since',
  'until',
]

/** The filters that are set, in the words of the search box. */
export function chipsOf(search: TicketListSearch, names: ChipNames): Chip[] {
  return ORDER.flatMap((name) => {
    const value = search[name]
    return value === undefined ? [] : [{ name, ...describe(name, value, search, names) }]
  })
}

function describe(name: ChipName, value: string, search: TicketListSearch, names: ChipNames) {
  switch (name) {
    case 'server':
      return { label: 'server', value: names.servers.get(value) ?? value }
    case 'fingerprint':
      return { label: 'failure', value: 'the same' }
    case 'resolution':
      return { label: 'closed as', value: search.resolution ? resolutionLabel(search.resolution) : value }
    case 'user':
      return { label: 'user', value: names.user ?? '…' }
    case 'email':
      return { label: 'e-mail', value }
    case 'call':
      return { label: 'failing call', value }
    case 'contact':
      return { label: 'contact', value }
    case 'since':
      return { label: 'from', value }
    default:
      return { label: name, value }
  }
}
