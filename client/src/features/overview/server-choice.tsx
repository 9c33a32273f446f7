import { NativeSelect } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { trpc } from '../../lib/trpc.ts'
import type { OverviewSearch } from './overview-search.ts'

/** All MCP servers, or one of them. */
export function ServerChoice({ org, search }: { org: string; search: OverviewSearch }) {
  const navigate = useNavigate({ from: '/o/$org/overview' })
  const { data: servers } = useQuery(trpc.mcpServer.list.queryOptions({ org }))
  const { server } = search
  const options = (servers ?? []).map(({ slug, name }) => ({ value: slug, label: name }))
  // An archived server is not listed, and keeps its tickets.
  const isUnlisted = server !== undefined && !options.some(({ value }) => value === server)
  const { data: archived } = useQuery(
    trpc.mcpServer.get.queryOptions(
      { org, slug: server ?? '' },
      { enabled: isUnlisted && servers !== undefined },
    ),
  )
  if (isUnlisted) options.push({ value: server, label: archived ? `${archived.name} (archived)` : server })
  return (
    <NativeSelect
      aria-label="MCP server"
      size="xs"
      data={[{ value: '', label: 'All servers' }, ...options]}
      value={server ?? ''}
      onChange={({ currentTarget }) =>
        void navigate({ search: { ...search, server: currentTarget.value || undefined } })
      }
    />
  )
}
