import { randomUUID } from 'node:crypto'
import type { McpServerSettings } from '#shared/mcp-server.ts'
import { DashboardVisitor } from '#testkit/staff/dashboard-visitor.ts'
import { type RunningServer, signUp, type Staff as AnyStaff } from '#testkit/staff/staff.ts'
import type { FastifyInstance, LightMyRequestResponse } from 'fastify'
import { randomAddress, sendInto } from './send-into.ts'

export { serverSettings } from '#testkit/staff/server-settings.ts'
export { PASSWORD } from '#testkit/staff/staff.ts'

/** Somebody with a browser on the dashboard's host, at an address of their own, inside the test's process. */
export class Visitor extends DashboardVisitor<LightMyRequestResponse> {
  readonly app: FastifyInstance

  constructor(app: FastifyInstance) {
    super(sendInto(app, randomAddress()), 'localhost:3000')
    this.app = app
  }
}

export type Staff = AnyStaff<Visitor>
export type TestServer = RunningServer

/** A fresh organization with its signed-in owner. */
export function signUpStaff(app: FastifyInstance, organizationName = 'Acme'): Promise<Staff> {
  return signUp(new Visitor(app), { organizationName })
}

/** An MCP server of the organization with the support tool on, and a key. */
export function createServer(staff: Staff, overrides?: Partial<McpServerSettings>): Promise<TestServer> {
  return staff.addServer(`s-${randomUUID().slice(0, 18)}`, overrides)
}
