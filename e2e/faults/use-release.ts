import assert from 'node:assert/strict'
import { request } from 'node:http'
import type { TicketDto } from '#shared/support-ticket.ts'
import { OauthVisitor } from '#testkit/end-user/oauth-visitor.ts'
import { ScriptedBrowser } from '#testkit/end-user/scripted-browser.ts'
import { FIELDS } from '#testkit/end-user/ticket-fields.ts'
import { exchange, type Send } from '#testkit/http/send.ts'
import { SdkCaller } from '#testkit/mcp/sdk-caller.ts'
import { DashboardVisitor } from '#testkit/staff/dashboard-visitor.ts'
import { PASSWORD, type RunningServer, Staff } from '#testkit/staff/staff.ts'
import type { Replica } from './replica.ts'

/**
 * Signs an end-user and a member of staff in at one process, takes a ticket there, and works on it at the desk there.
 *
 * @param server whose users sign in
 * @throws when any of it fails
 */
export async function useRelease(replica: Replica, staff: Staff, server: RunningServer): Promise<void> {
  const send = sendTo(replica)
  const { origin } = new URL(server.dsn)
  const user = new OauthVisitor(send, origin, new ScriptedBrowser(send))
  const { access_token: token, refresh_token: refreshToken } = await user.signIn()
  const { email: _, ...words } = FIELDS
  const opened = await new SdkCaller(send, server).openTicket(words, { authorization: `Bearer ${token}` })
  assert.equal(opened.statusCode, 201, opened.body)
  const { reference } = opened.json<{ ticket: { reference: string } }>().ticket
  const refreshed = await user.refresh(refreshToken)
  assert.equal(refreshed.statusCode, 200, refreshed.body)

  const port = new URL(server.dsn).port
  const visitor = new DashboardVisitor(send, `desk.localhost:${port}`)
  await visitor.mutate('account.signIn', { email: staff.email, password: PASSWORD })
  const colleague = new Staff(visitor, staff.email, staff.org)
  const { tickets } = await colleague.listTickets({ server: server.slug })
  assert.ok(tickets.some((ticket) => ticket.reference === reference))
  const { version } = await colleague.readTicket(reference)
  const change = { org: staff.org, reference, status: 'in_progress', expectedVersion: version }
  await visitor.mutate<TicketDto>('supportTicket.updateStatus', change)
  assert.equal((await colleague.readTicket(reference)).status, 'in_progress')
}

/** Past the front, to one process. */
function sendTo({ host: address, port }: Replica): Send {
  return ({ method, host, path, headers, body }) => {
    const all = { host, 'x-forwarded-proto': 'https', ...headers }
    const target = { host: address, port, method, path, headers: all, agent: false }
    return exchange(request(target), { body })
  }
}
