import type { ObserveStatement } from '../db/observe-statement.ts'
import type { ErrorCode, FieldError, QuotaLane } from '#shared/error-codes.ts'
import type { TicketDto } from '#shared/support-ticket.ts'
import { SdkCaller as AnySdkCaller } from '#testkit/mcp/sdk-caller.ts'
import type { FastifyInstance, LightMyRequestResponse as Response } from 'fastify'
import { requireDocumented } from './document-answers.ts'
import { createServer, signUpStaff, type Staff, type TestServer } from './factories.ts'
import { startTestApp, type TestApp } from './harness.ts'
import { sendInto } from './send-into.ts'

export interface ProblemBody {
  type: string
  title: string
  status: number
  code: ErrorCode
  detail: string
  requestId: string
  errors?: FieldError[]
  lane?: QuotaLane
}

export interface OpenedBody {
  ticket: { reference: string; status: string; createdAt: string }
  duplicate: boolean
  needsContact: boolean
  receipt: string
}

/** Speaks to one MCP server's host as its SDK does, inside the test's process. Its answers must be documented. */
export class SdkCaller extends AnySdkCaller<Response> {
  constructor(app: FastifyInstance, server: Pick<TestServer, 'host' | 'key'>) {
    const send = sendInto(app)
    super(async (request) => {
      const response = await send(request)
      requireDocumented(request.method, request.path, response)
      return response
    }, server)
  }
}

export interface Desk extends TestApp {
  staff: Staff
  server: TestServer
  sdk: SdkCaller
  /** A ticket as the dashboard shows it. */
  readTicket: (reference: string) => Promise<TicketDto>
}

/** The platform with an organization, an MCP server whose support tool is on, and its SDK. */
export async function startDesk(url: string, observe?: ObserveStatement): Promise<Desk> {
  const platform = await startTestApp(url, {}, undefined, observe)
  const staff = await signUpStaff(platform.app)
  const server = await createServer(staff)
  const readTicket = (reference: string) => staff.readTicket(reference)
  return { ...platform, staff, server, sdk: new SdkCaller(platform.app, server), readTicket }
}

export function ticketBody(overrides: Record<string, unknown> = {}): Record<string, unknown> {
  return {
    title: 'Order search fails with 500',
    description: 'I searched for order 1042 twice.',
    category: 'Bug Report',
    ...overrides,
  }
}

/** The problem document of an answer, once it has the form that every one of them must have. */
export function problemOf(response: Response): ProblemBody {
  const type = String(response.headers['content-type'])
  const problem = response.json<ProblemBody>()
  const sound =
    type.startsWith('application/problem+json') &&
    problem.type === 'about:blank' &&
    problem.status === response.statusCode &&
    problem.requestId === response.headers['x-request-id'] &&
    response.headers['cache-control'] === 'no-store' &&
    response.headers['x-content-type-options'] === 'nosniff' &&
    !/"stack"|node_modules/.test(response.body)
  if (!sound) throw new Error(`Not a problem document: ${response.statusCode} ${type} ${response.body}`)
  return problem
}

/** `<status> <code>` of an answer that must be a problem. */
export function refusalOf(response: Response): string {
  const { status, code } = problemOf(response)
  return `${status} ${code}`
}
