import { type DeskClient, REVISIONS } from './desk-client.ts'
import { INSPECTOR } from './inspector.ts'
import { MCP_REMOTE } from './mcp-remote.ts'
import { OFFICIAL } from './official.ts'
import { PYTHON } from './python.ts'

/** The clients that `npm run desk:clients` runs, as `docs/agents.md` lists them. */
export const CLIENTS: readonly DeskClient[] = [...OFFICIAL, ...PYTHON, INSPECTOR, MCP_REMOTE]

/** The rows of the table in `docs/agents.md`. */
export function describeClients(): string[] {
  return CLIENTS.map(
    ({ name, version, eras }) =>
      `| \`${name}\` | ${version} | ${eras.map((era) => REVISIONS[era]).join(', ')} |`,
  )
}
