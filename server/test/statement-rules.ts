import { ALL_TENANTS } from '../db/all-tenants.ts'

/** What every statement must obey that the platform sends to its database. `watch-statements.ts` checks each one. */

/** A statement on a tenant's table that does not name the organization, and why it cannot. */
export interface Exception {
  /** All of it, as `plain` writes it: a part would also let through what is added to it. */
  statement: string
  because: string
}

/** What may do without `organization_id`. A row that no statement needs fails `statement-rules.test.ts`. */
export const WITHOUT_TENANT: readonly Exception[] = [
  {
    statement: 'select organization_id from mcp_server where slug = ?',
    because:
      'SDKs, MCP clients and their users are known by their host, and this statement finds its organization',
  },
  {
    statement:
      'select o.slug, o.name, m.role from membership m join organization o on o.id = m.organization_id where m.account_id = ? order by o.name, o.slug',
    because: 'the organizations of a person are what it finds',
  },
  {
    statement: 'select organization_id, role from membership where account_id = ? order by organization_id',
    because: 'the organizations of a person are what it finds',
  },
  {
    statement:
      'select t.organization_id, t.id, t.account_id, m.role, t.scopes, t.last_used_at from access_token t join membership m on m.organization_id = t.organization_id and m.account_id = t.account_id and m.id = t.membership_id where t.token_hash = ? and t.revoked_at is null and t.expires_at > ?',
    because: 'the organization of an access token is what it finds',
  },
  {
    statement: `select /*vt+ ALLOW_SCATTER */ id, organization_id, slug, name, resource_url from mcp_server where archived_at is null and auth_mode = 'oauth' and resource_url is not null and id > ? order by id limit 1000`,
    because: 'commands for signing keys and secrets visit every server',
  },
  {
    statement:
      'select /*vt+ ALLOW_SCATTER */ organization_id, id_hash as found from oauth_artifact where expires_at < ? limit 1000',
    because: 'the job that deletes what has expired does so for all tenants',
  },
  {
    statement:
      'select /*vt+ ALLOW_SCATTER */ organization_id, id, sessions_ended_at from mcp_server where sessions_ended_at <= ? limit 1000',
    because: 'the job that revokes the sessions of servers with another address does so for all tenants',
  },
  {
    statement:
      'select /*+ INDEX(mcp_server_session mcp_server_session_expiry_index) */ /*vt+ ALLOW_SCATTER */ organization_id, id, mcp_server_user_id, expires_at, last_seen_at from mcp_server_session where expires_at < ? and expires_at >= ? and (expires_at > ? or id > ?) order by expires_at, id limit 1000',
    because: 'the job that deletes what has expired does so for all tenants',
  },
  {
    statement:
      'select /*vt+ ALLOW_SCATTER */ organization_id, id as found from connected_agent where last_used_at is null and created_at < ? limit 1000',
    because: 'the job that deletes what has expired does so for all tenants',
  },
  {
    statement:
      'select /*vt+ ALLOW_SCATTER */ organization_id, id as found from rejected_attempt where minute < ? limit 1000',
    because: 'the job that deletes old counts does so for all tenants',
  },
  {
    statement:
      'select /*vt+ ALLOW_SCATTER */ organization_id, id as found from oauth_client where last_used_at is null and created_at < ? limit 1000',
    because: 'the job that deletes unused clients does so for all tenants',
  },
  {
    statement:
      'select /*vt+ ALLOW_SCATTER */ organization_id, mcp_server_id from signing_key where mcp_server_id > ? group by organization_id, mcp_server_id having count(*) > 1 order by mcp_server_id limit 1000',
    because: 'the job that deletes retired signing keys does so for all tenants',
  },
  {
    statement:
      'select id, organization_id, at, message from change_event where organization_id in (?) and at >= ? order by at, id limit ?',
    because: 'one look of a process serves all organizations that somebody follows',
  },
  {
    statement:
      'select organization_id, sum(at >= ? and at < ?) as counted_before, sum(at >= ? and at < ?) as counted_now from change_event where organization_id in (?) and at >= ? group by organization_id',
    because: 'one count of a process finds what came late for all organizations that somebody follows',
  },
  {
    statement:
      'select organization_id, account_id, role from membership where organization_id in (?) and account_id in (?)',
    because: 'one statement checks the live streams of all organizations',
  },
  {
    statement:
      'select /*vt+ ALLOW_SCATTER */ organization_id, at from change_event where at < ? order by at limit 1000',
    because: 'the job that deletes old changes does so for all tenants',
  },
  {
    statement:
      'select /*vt+ ALLOW_SCATTER */ distinct organization_id from erasure where started_at < ? and organization_id > ? order by organization_id limit 1000',
    because: 'the job that finishes erasures does so for all tenants',
  },
  {
    statement:
      'select /*vt+ ALLOW_SCATTER */ organization_id, id from mcp_server where retention_days is not null and id > ? order by id limit 1000',
    because: 'the job that deletes old tickets does so for all tenants',
  },
  {
    statement:
      'select /*vt+ ALLOW_SCATTER */ organization_id from search_todo where organization_id > ? order by organization_id limit 1',
    because: 'the job that keeps the search index finds the organizations with changes',
  },
  {
    statement:
      'select /*vt+ ALLOW_SCATTER */ organization_id, is_clearing from search_state where complete_to_at is not null and organization_id > ? order by organization_id limit 1000',
    because: 'the job that keeps the search index finds those that do not have all tickets yet',
  },
  {
    statement:
      'select /*vt+ ALLOW_SCATTER */ organization_id from search_state where complete_to_at is null and organization_id > ? order by organization_id limit 1000',
    because: 'the job that looks for tickets that are not indexed visits every organization',
  },
]

/** Every text that may stand in a statement. All others are values, and values are bound. */
const TEXTS = new Set([
  `'oauth'`,
  `'account'`,
  `'access_token'`,
  `'agent'`,
  `'end_user'`,
  `'server_key'`,
  `'!'`,
  `'subsec'`,
  `'auto_increment_increment'`,
])

/** The statement with single spaces, without quotes around names, and with one `?` for a list of values. */
export function plain(sql: string): string {
  return sql
    .replaceAll('`', '')
    .replaceAll(/\s+/g, ' ')
    .replaceAll(/ in \(\?(?:, \?)+\)/g, ' in (?)')
    .trim()
}

/** What the ORM asks about the schema itself, with names of tables and databases as texts. */
const CATALOG = /\bfrom (?:sqlite_master|information_schema\.)/

/** The texts and the numbers that something is compared with, where bound values should be. */
export function inlinedValues(sql: string): string[] {
  if (CATALOG.test(sql)) return []
  const texts = plain(sql).match(/'(?:[^']|'')*'/g) ?? []
  const numbers = [...plain(sql).matchAll(/(?:[=<>]|\bin \() ?(\d+)/g)].map(([, number]) => number!)
  return [
    ...texts.filter((text) => !TEXTS.has(text)),
    ...numbers.filter((number) => number !== '0' && number !== '1'),
  ]
}

/** Whether a statement may read more and more rows as there are more tenants. Vitess refuses an answer of more than 10,000. */
export function hasNoEnd(sql: string): boolean {
  return sql.includes(ALL_TENANTS) && !/ limit \d+$|^select \S+ \S+ \S+ count\(/.test(plain(sql))
}

/** The values with which `organization_id` is compared. */
export function organizationsOf(sql: string, values: readonly unknown[]): unknown[] {
  const text = sql.replaceAll('`', '')
  return [...text.matchAll(/\borganization_id = \?/g)].map(
    ({ index }) => values[text.slice(0, index).split('?').length - 1],
  )
}
