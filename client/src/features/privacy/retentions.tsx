import type { McpServerDto } from '#shared/mcp-server.ts'
import { Modal, Skeleton, Text } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { trpc } from '../../lib/trpc.ts'
import { ErrorMessage } from '../../ui/error-message.tsx'
import { Mark } from '../../ui/item-list.tsx'
import { RowAction } from '../../ui/row-action.tsx'
import { RowTable } from '../../ui/row-table.tsx'
import rows from '../../ui/rows.module.css'
import { ChangeRetention } from './change-retention.tsx'
import { describeDays } from './describe-days.ts'

const COLUMNS = [
  { name: 'MCP server' },
  { name: 'Tickets are kept' },
  { name: 'Change', hideName: true, atEnd: true },
]

/** For how long each MCP server keeps its tickets, archived servers included. */
export function Retentions({ org }: { org: string }) {
  const active = useQuery(trpc.mcpServer.list.queryOptions({ org }))
  const archived = useQuery(trpc.mcpServer.listArchived.queryOptions({ org }))
  const [changed, setChanged] = useState<McpServerDto>()
  const [isOpen, setIsOpen] = useState(false)
  const failed = [active, archived].find((query) => query.isError && !query.data)
  if (failed) {
    return (
      <ErrorMessage
        title="The MCP servers could not be loaded"
        error={failed.error}
        onRetry={() => void Promise.all([active.refetch(), archived.refetch()])}
      />
    )
  }
  if (!active.data || !archived.data) return <Skeleton height={96} />
  const servers = [...active.data, ...archived.data]
  if (servers.length === 0) return <Text size="sm">There is no MCP server yet.</Text>
  return (
    <>
      <RowTable label="How long tickets are kept" columns={COLUMNS}>
        {servers.map((server) => (
          <tr key={server.slug} className={rows.row}>
            <td>
              <span className={rows.name}>
                {server.name}
                {server.archivedAt && <Mark>archived</Mark>}
              </span>
            </td>
            <td>{describeDays(server.retentionDays)}</td>
            <td className={rows.end}>
              <RowAction
                aria-label={`Change how long tickets of ${server.name} are kept`}
                onClick={() => {
                  setChanged(server)
                  setIsOpen(true)
                }}
              >
                Change
              </RowAction>
            </td>
          </tr>
        ))}
      </RowTable>
      <Modal
        opened={isOpen}
        onClose={() => setIsOpen(false)}
        title={changed && `How long tickets of ${changed.name} are kept`}
      >
        {changed && <ChangeRetention org={org} server={changed} onDone={() => setIsOpen(false)} />}
      </Modal>
    </>
  )
}
