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
import type { Release, Replica } from './replica.ts'
import { useDesk } from './use-desk.ts'

/** Who uses a release, and what was made at other processes before. */
export interface Users {
  staff: Staff
  /** Whose users sign in. */
  server: RunningServer
  /** References of tickets that it must be able to read and change, too. */
  known: string[]
}

/**
 * Signs an end-user and a member of staff in at one process, takes a ticket there, and works on it at the desk there, and on
 * those that other processes have taken.
 *
 * @param release what the process runs
 * @throws when any of it fails
 */
export async function useRelease(replica: Replica, release: Release, users: Users): Promise<void> {
  const { staff, server, known } = users
  const send = sendTo(replica)
  const { origin } = new URL(server.dsn)
  const user = new OauthVisitor(send, origin, new ScriptedBrowser(send))
  const { access_token: token, refresh_token: refreshToken } = await user.signIn()
  const { email: _, ...words } = FIELDS
  const opened = await new SdkCaller(send, server).openTicket(words, { authorization: `Bearer ${token}` })
  assert.equal(opened.statusCode, 201, opened.body)
  const { reference } = opened.json<{ ticket: { reference: string } }>().ticket
  known.push(reference)
  const refreshed = await user.refresh(refreshToken)
  assert.equal(refreshed.statusCode, 200, refreshed.body)

  const host = `desk.localhost:${new URL(server.dsn).port}`
  const visitor = new DashboardVisitor(send, host)
  await visitor.mutate('account.signIn', { email: staff.email, password: PASSWORD })
  const colleague = new Staff(visitor, staff.email, staff.org)
  const { tickets } = await colleague.listTickets({ server: server.slug })
  for (const one of known) {
    assert.ok(
      tickets.some((ticket) => ticket.reference === one),
      `${one} is not in the list`,
    )
    await turn(colleague, one)
  }
  await useDesk(release, { send, host, staff: colleague, server, reference })
}

/** Takes a ticket up, or puts it back. */
async function turn(staff: Staff, reference: string): Promise<void> {
  const { version, status: before } = await staff.readTicket(reference)
  const status = before === 'open' ? 'in_progress' : 'open'
  const change = { org: staff.org, reference, status, expectedVersion: version }
  await staff.visitor.mutate<TicketDto>('supportTicket.updateStatus', change)
  assert.equal((await staff.readTicket(reference)).status, status)
}

/** Past the front, to one process. */
function sendTo({ host: address, port }: Replica): Send {
  return ({ method, host, path, headers, body }) => {
    const all = { host, 'x-forwarded-proto': 'https', ...headers }
    const target = { host: address, port, method, path, headers: all, agent: false }
    return exchange(request(target), { body })
  }
}
