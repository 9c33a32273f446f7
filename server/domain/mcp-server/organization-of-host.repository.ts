import { rememberFound } from '../remember-found.ts'

/**
 * Which organization has the MCP server of a host. A server is never deleted and never changes its slug.
 *
 * @param slug the label of the host
 */
export const findOrganizationOfHost = rememberFound(async (em, slug) => {
  const [row]: { organization_id: string }[] = await em.execute(
    'select organization_id from mcp_server where slug = ?',
    [slug],
  )
  return row?.organization_id
})
