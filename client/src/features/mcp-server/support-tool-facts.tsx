import { DEFAULT_TOOL_NAME } from '#sdk/wire/support-tool-entry.ts'
import type { McpServerDto } from '#shared/mcp-server.ts'
import { Badge } from '@mantine/core'
import { Fact, Facts } from '../../ui/facts.tsx'
import { Panel } from '../../ui/panel.tsx'
import { LastListed } from './last-listed.tsx'
import { SupportToolBadge } from './server-badges.tsx'
import classes from './support-tool-facts.module.css'

/** The settings of the support tool in words. Its description is in the preview, where the model reads it. */
export function SupportToolFacts({ server }: { server: McpServerDto }) {
  const { supportToolEnabled, supportToolTitle, supportToolCategories, archivedAt } = server
  return (
    <Panel title="Support tool" actions={<SupportToolBadge enabled={supportToolEnabled} />}>
      <Facts>
        <Fact name="Users">{explainOffer(supportToolEnabled, archivedAt !== undefined)}</Fact>
        {supportToolEnabled && !archivedAt && (
          <Fact name="Clients">
            <LastListed iso={server.toolListedAt} isConnected={server.lastSeenAt !== undefined} />
          </Fact>
        )}
        <Fact name="Title">{supportToolTitle}</Fact>
        <Fact name="Categories">
          <ul className={classes.categories} aria-label="Categories">
            {supportToolCategories.map((category) => (
              <Badge
                key={category}
                component="li"
                color="gray"
                tt="none"
                fw={500}
                className={classes.category}
              >
                {category}
              </Badge>
            ))}
          </ul>
        </Fact>
      </Facts>
    </Panel>
  )
}

function explainOffer(isEnabled: boolean, isArchived: boolean): string {
  if (!isEnabled) {
    return `They cannot report from their conversations. There is no ${DEFAULT_TOOL_NAME} and no hint, and nothing is captured.`
  }
  if (isArchived)
    return `They see no ${DEFAULT_TOOL_NAME} while the MCP server is archived. After restoring it, they do again.`
  return `They can report from their conversations: their clients list ${DEFAULT_TOOL_NAME}, and the failing call comes with the ticket.`
}
