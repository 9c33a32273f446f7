import { randomBytes } from 'node:crypto'
import { v7 as uuidv7 } from 'uuid'
import { openRaw } from '../raw-driver.ts'

/** A request of a sign-in or a renewal. */
export type Step = 'authorize' | 'page' | 'consent' | 'resume' | 'code' | 'refresh'

type Statement = [sql: string, parameters: unknown[]]

const ISSUER = `select s.id, s.organization_id, s.slug, s.name, s.resource_url, k.sealed_private_jwk, k.created_at as key_created_at
  from mcp_server s left join signing_key k on k.organization_id = s.organization_id and k.mcp_server_id = s.id
  where s.organization_id = ? and s.slug = ? and s.archived_at is null and s.auth_mode = 'oauth' and s.resource_url is not null
  order by k.created_at, k.id`
const CLIENT =
  'select sealed_metadata from oauth_client where organization_id = ? and id = ? and mcp_server_id = ?'
const USER = `select id as user_id, name, email, password_changed_at, password_must_change
  from mcp_server_user where organization_id = ? and id = ? and mcp_server_id = ? and disabled_at is null`
const SESSION = `select c.oauth_grant, u.id as user_id, u.name, u.email, u.password_changed_at, u.password_must_change
  from mcp_server_session c join mcp_server s on s.organization_id = c.organization_id and s.id = ?
  left join mcp_server_user u on u.organization_id = c.organization_id
    and u.id = c.mcp_server_user_id and u.mcp_server_id = s.id and u.disabled_at is null
  where c.organization_id = ? and c.id = ? and c.revoked_at is null
    and (s.sessions_ended_at is null or c.created_at > s.sessions_ended_at)`
const ARTIFACT = `select model, grant_id, sealed_payload, consumed_at from oauth_artifact
  where organization_id = ? and id_hash = ? limit 1`
const BY_UID = `select model, grant_id, sealed_payload, consumed_at from oauth_artifact
  where organization_id = ? and uid_hash = ? and model = ? limit 1`
const INSERT = `insert into oauth_artifact (id_hash, organization_id, mcp_server_id, model, uid_hash, grant_id, sealed_payload,
  created_at, expires_at) values (?, ?, ?, ?, ?, ?, ?, ?, ?)`
const REPLACE_SQLITE = `${INSERT} on conflict (id_hash) do update set uid_hash = excluded.uid_hash,
  grant_id = excluded.grant_id, sealed_payload = excluded.sealed_payload, expires_at = excluded.expires_at`
const REPLACE_MYSQL = `${INSERT} on duplicate key update uid_hash = values(uid_hash), grant_id = values(grant_id),
  sealed_payload = values(sealed_payload), expires_at = values(expires_at)`
const CONSUME = `update oauth_artifact set consumed_at = ?, sealed_payload = ?
  where organization_id = ? and id_hash = ? and consumed_at is null`
const DELETE = 'delete from oauth_artifact where organization_id = ? and id_hash = ?'
const TOUCH = `update mcp_server_session set last_seen_at = ?
  where organization_id = ? and id = ? and revoked_at is null
    and not exists (select 1 from mcp_server s where s.organization_id = mcp_server_session.organization_id
      and s.id = ? and s.sessions_ended_at >= mcp_server_session.created_at)`
const CHANGE = 'insert into change_event (organization_id, at, id, message) values (?, ?, ?, ?)'
const GRANT = `update mcp_server_session set oauth_grant = ?, expires_at = ?
  where organization_id = ? and id = ? and revoked_at is null`

/** The statements of each step; `begin:` are those of one transaction. An `insert` is also what an upsert does at first. */
const STEPS: Record<Step, string> = {
  authorize: 'issuer artifact client user session insert replace',
  page: 'issuer artifact byUid user client',
  consent: 'issuer artifact byUid user artifact session grant artifact byUid replace',
  resume: 'issuer artifact artifact delete client user session insert delete insert',
  code: 'issuer client artifact session artifact begin:touch,change,consume begin:touch,insert',
  refresh: 'issuer client artifact session begin:touch,consume,insert',
}

/** As long as a sealed payload of the platform. */
const SEALED = 'x'.repeat(900)

/**
 * The statements that each step of the platform's authorization server sends, in their order and their transactions, by
 * the raw driver. Rows are those of sign-ins that the platform made before; which one a step takes does not matter.
 *
 * @param slug of the MCP server whose users signed in
 */
export async function openStatements(url: string, slug: string): Promise<(step: Step) => Promise<void>> {
  const database = await openRaw(url)
  const [issuer] = await database.query('select id, organization_id from mcp_server where slug = ?', [slug])
  const [org, server] = [issuer?.organization_id, issuer?.id]
  const read = (table: string, column: string) =>
    database.query(`select ${column} as value from ${table} where organization_id = ?`, [org])
  const clients = await read('oauth_client', 'id')
  const users = await read('mcp_server_user', 'id')
  const sessions = await read('mcp_server_session', 'id')
  const artifacts = (await read('oauth_artifact', 'id_hash')).map(({ value }) => value)
  const any = (rows: readonly { value?: unknown }[]) => rows[Math.floor(Math.random() * rows.length)]?.value
  const anArtifact = () => artifacts[Math.floor(Math.random() * artifacts.length)]
  /** One that no other request writes now: at the platform, each is known to one client or browser. */
  const ownArtifact = () => {
    const [first] = artifacts.splice(0, 1)
    artifacts.push(first)
    return first
  }
  const soon = () => new Date(Date.now() + 600_000)
  const artifactOf = (idHash: unknown) => [
    idHash,
    org,
    server,
    'AccessToken',
    null,
    uuidv7(),
    SEALED,
    new Date(),
    soon(),
  ]
  const replace = url.startsWith('sqlite:') ? REPLACE_SQLITE : REPLACE_MYSQL

  const one: Record<string, () => Statement> = {
    issuer: () => [ISSUER, [org, slug]],
    client: () => [CLIENT, [org, any(clients), server]],
    user: () => [USER, [org, any(users), server]],
    session: () => [SESSION, [server, org, any(sessions)]],
    artifact: () => [ARTIFACT, [org, anArtifact()]],
    byUid: () => [BY_UID, [org, anArtifact(), 'Session']],
    delete: () => [DELETE, [org, artifacts.shift()]],
    grant: () => [GRANT, ['{"scope":"mcp"}', soon(), org, any(sessions)]],
    change: () => [CHANGE, [org, new Date(), uuidv7(), '{"type":"end-users-changed"}']],
    touch: () => [TOUCH, [new Date(), org, any(sessions), server]],
    consume: () => [CONSUME, [new Date(), SEALED, org, ownArtifact()]],
    replace: () => [replace, artifactOf(ownArtifact())],
    insert: () => {
      const idHash = randomBytes(32)
      artifacts.push(idHash)
      return [INSERT, artifactOf(idHash)]
    },
  }
  return async (step) => {
    for (const part of STEPS[step].split(' ')) {
      const [transaction] = /(?<=^begin:).+/.exec(part) ?? []
      if (transaction === undefined) await database.query(...one[part]!())
      else await database.transaction(transaction.split(',').map((name) => one[name]!()))
    }
  }
}
