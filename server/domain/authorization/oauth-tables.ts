/**
 * The tables of an authorization server that its repositories read and write, and whose rows it reaches there. Those of
 * staff are of no organization.
 */
export type OauthTables =
  | { artifacts: 'oauth_artifact'; clients: 'oauth_client'; organizationId: string; mcpServerId: string }
  | { artifacts: 'staff_artifact'; clients: 'staff_client'; organizationId?: never }

/** The beginning of a condition that names the organization, where there is one, and its value. */
export function ofOwner({ organizationId }: OauthTables): [condition: string, values: string[]] {
  return organizationId === undefined ? ['', []] : ['organization_id = ? and ', [organizationId]]
}
