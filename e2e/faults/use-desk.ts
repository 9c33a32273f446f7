import assert from 'node:assert/strict'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import type { CreatedAccessTokenDto } from '#shared/access-token.ts'
import type { TicketDto } from '#shared/support-ticket.ts'
import type { StatusesChangeDto } from '#shared/ticket-statuses.ts'
import type { HttpRequest, Send } from '#testkit/http/send.ts'
import type { RunningServer, Staff } from '#testkit/staff/staff.ts'
import type { Release } from './replica.ts'

/** A member of staff at one process, and the ticket that they work on. */
interface Desk {
  send: Send
  /** Of the dashboard, with its port. */
  host: string
  staff: Staff
  server: RunningServer
  reference: string
}

interface Step {
  name: string
  /** Releases that have this file can do it. */
  file: string
  use: (desk: Desk) => Promise<void>
}

const STEPS: readonly Step[] = [
  { name: 'notes', file: 'server/domain/support-ticket/add-ticket-note.ts', use: addNote },
  { name: 'changes of many', file: 'server/domain/support-ticket/change-statuses.ts', use: changeMany },
  { name: 'exports', file: 'server/trpc/export-tickets.ts', use: exportTickets },
  { name: 'access tokens', file: 'server/domain/access-token/create-access-token.ts', use: useToken },
  { name: 'MCP server of the desk', file: 'server/mcp/get-ticket.tool.ts', use: askAsAgent },
  { name: 'retention', file: 'server/domain/privacy/set-retention.ts', use: keepForDays },
]

const isIn =
  ({ folder }: Release) =>
  ({ file }: Step) =>
    existsSync(join(folder, file))

/** @returns what this one can do at the desk, and a release does not have */
export function missingAtDesk(release: Release): string[] {
  return STEPS.filter((step) => !isIn(release)(step)).map(({ name }) => name)
}

/** Does at the desk what a release has. @throws when any of it fails */
export async function useDesk(release: Release, desk: Desk): Promise<void> {
  for (const { name, use } of STEPS.filter(isIn(release)))
    await use(desk).catch((error: unknown) => {
      throw new Error(`${release.revision ?? 'This release'} cannot do it: ${name}`, { cause: error })
    })
}

async function addNote({ staff, reference }: Desk): Promise<void> {
  const note = `Seen at ${reference}`
  await staff.visitor.mutate('supportTicket.addNote', { org: staff.org, reference, note })
  assert.ok(JSON.stringify(await staff.readTicket(reference)).includes(note))
}

/** And takes it back. */
async function changeMany({ staff: { visitor, org }, reference }: Desk): Promise<void> {
  const status = async () => (await visitor.query<TicketDto>('supportTicket.get', { org, reference })).status
  const before = await status()
  const change = { org, references: [reference], status: 'closed', resolution: 'fixed' }
  const { operation } = await visitor.mutate<StatusesChangeDto>('supportTicket.changeStatuses', change)
  assert.equal(await status(), 'closed')
  await visitor.mutate('supportTicket.undoStatuses', { org, operation })
  assert.equal(await status(), before)
}

async function exportTickets({ send, host, staff, server, reference }: Desk): Promise<void> {
  const filters = JSON.stringify({ server: server.slug })
  const path = `/export/tickets?${new URLSearchParams({ org: staff.org, format: 'jsonl', filters })}`
  const headers = { cookie: staff.visitor.cookie!, 'sec-fetch-site': 'same-origin' }
  const { body } = await sendWell(send, { method: 'GET', host, path, headers })
  assert.ok(body.includes(reference), `${reference} is not in the export`)
}

async function createToken({ staff: { visitor, org } }: Desk): Promise<string> {
  const input = { org, name: 'Nightly job', scopes: ['tickets:read'] }
  return (await visitor.mutate<CreatedAccessTokenDto>('accessToken.create', input)).secret
}

async function useToken(desk: Desk): Promise<void> {
  const token = await createToken(desk)
  const input = encodeURIComponent(JSON.stringify({ org: desk.staff.org, reference: desk.reference }))
  const path = `/trpc/supportTicket.get?input=${input}`
  const headers = { authorization: `Bearer ${token}` }
  const { body } = await sendWell(desk.send, { method: 'GET', host: desk.host, path, headers })
  assert.ok(body.includes(desk.reference))
}

async function askAsAgent(desk: Desk): Promise<void> {
  const token = await createToken(desk)
  const params = { name: 'get_ticket', arguments: { reference: desk.reference } }
  const { body } = await sendWell(desk.send, {
    method: 'POST',
    host: desk.host,
    path: '/mcp',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    body: JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'tools/call', params }),
  })
  assert.ok(body.includes(desk.reference) && !body.includes('"isError":true'), body)
}

async function keepForDays({ staff: { visitor, org }, server: { slug } }: Desk): Promise<void> {
  const days = 30
  const { tickets } = await visitor.query<{ tickets: number }>('privacy.previewRetention', {
    org,
    slug,
    days,
  })
  assert.equal(tickets, 0)
  await visitor.mutate('privacy.setRetention', { org, slug, days })
}

async function sendWell(send: Send, request: HttpRequest) {
  const response = await send(request)
  assert.equal(response.statusCode, 200, response.body)
  return response
}
