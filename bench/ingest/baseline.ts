/*
 * What the platform is measured against: the same Fastify and zod with the same statements in one transaction of the
 * raw driver, at the same durability. It does nothing else: no host, no quota, no redaction, no trimming. It works on
 * the database `DATABASE_URL`, which the platform has migrated, for the MCP server `SLUG`.
 */
import { createHash, randomBytes } from 'node:crypto'
import { ticketWords } from '#shared/support-ticket.ts'
import Fastify from 'fastify'
import { v7 as uuidv7 } from 'uuid'
import { z } from 'zod'
import { openRaw } from '../raw-driver.ts'

const { DATABASE_URL = '', SLUG = '' } = process.env
const database = await openRaw(DATABASE_URL)
const body = ticketWords.extend({ context: z.looseObject({}).optional() })
const sha256 = (text: string) => createHash('sha256').update(text).digest()

const FIND_SERVER = `select s.id, s.organization_id, s.slug, s.name, s.support_tool_enabled, s.support_tool_title,
    s.support_tool_description, s.support_tool_categories, s.auth_mode, s.resource_url, s.settings_first_fetched_at,
    s.settings_fetched_at, s.tool_listed_at, s.archived_at, k.id as key_id, k.mcp_server_id as key_server_id, k.revoked_at,
    k.last_used_at
  from mcp_server s left join server_key k on k.organization_id = s.organization_id and k.key_hash = ?
  where s.organization_id = ? and s.slug = ?`
const FIND_REPLAY = `select id from support_ticket where organization_id = ? and idempotency_hash = ?`
const INSERT_TICKET = `insert into support_ticket (id, organization_id, mcp_server_id, reference, title, description,
    category, status, version, origin, email, context, idempotency_hash, idempotency_fingerprint, created_at, updated_at,
    tool, error_name, error_message, error_fingerprint, reporter_key, has_call)
  values (?, ?, ?, ?, ?, ?, ?, 'open', 1, 'sdk', ?, ?, ?, ?, ?, ?, 'search_orders', 'UpstreamError', 'upstream 500', ?, ?,
    true)`
const INSERT_EVENT = `insert into support_ticket_event (id, organization_id, support_ticket_id, type, actor_kind,
    actor_id, at) values (?, ?, ?, 'opened', 'server_key', ?, ?)`

const INSERT_TODO = 'insert into search_todo (organization_id, id, ticket_id) values (?, ?, ?)'
const INSERT_CHANGE = 'insert into change_event (organization_id, at, id, message) values (?, ?, ?, ?)'
/** As long as those of the platform. */
const [ERROR_FINGERPRINT, REPORTER_KEY] = ['f'.repeat(32), `e:${'f'.repeat(32)}`]

// The platform remembers it, too.
const [found] = await database.query('select organization_id from mcp_server where slug = ?', [SLUG])
const org = String(found?.organization_id)

const app = Fastify({ logger: false, bodyLimit: 65_536 })
app.post('/api/mcpserver/support', async (request, reply) => {
  const { context, ...fields } = body.parse(request.body)
  const [server] = await database.query(FIND_SERVER, [
    sha256(String(request.headers['x-mcp-obs-key'])),
    org,
    SLUG,
  ])
  const hash = sha256(`${SLUG}\u001fanon\u001f${String(request.headers['idempotency-key'])}`)
  await database.query(FIND_REPLAY, [org, hash])
  const id = uuidv7()
  const code = randomBytes(4).toString('hex').toUpperCase()
  const reference = `TK-${code.slice(0, 4)}-${code.slice(4)}`
  const { title, description, category, email } = fields
  const fingerprint = sha256([title, description, category].join('\u001f'))
  const now = new Date()
  await database.transaction([
    [
      INSERT_TICKET,
      [
        id,
        org,
        server?.id,
        reference,
        title,
        description,
        category,
        email,
        JSON.stringify(context),
        hash,
        fingerprint,
        now,
        now,
        ERROR_FINGERPRINT,
        REPORTER_KEY,
      ],
    ],
    [INSERT_EVENT, [uuidv7(), org, id, server?.key_id, now]],
    [INSERT_TODO, [org, uuidv7(), id]],
    [INSERT_CHANGE, [org, now, uuidv7(), JSON.stringify({ type: 'ticket-opened', reference })]],
  ])
  return reply.code(201).send({ ticket: { reference, status: 'open', createdAt: now.toISOString() } })
})
const address = await app.listen({ host: '127.0.0.1', port: 0 })
process.stdout.write(`listens on ${address}\n`)
process.once('SIGTERM', () => void app.close().then(() => database.close()))
