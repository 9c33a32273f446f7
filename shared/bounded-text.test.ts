import { afterEach, expect, test, vi } from 'vitest'
import { z } from 'zod'
import * as accessToken from './access-token.ts'
import * as account from './account.ts'
import * as auditLog from './audit-log.ts'
import * as endUser from './end-user.ts'
import * as invitation from './invitation.ts'
import * as mcpServer from './mcp-server.ts'
import * as organization from './organization.ts'
import * as signIn from './sign-in.ts'
import * as supportTicket from './support-ticket.ts'

const modules = {
  accessToken,
  account,
  auditLog,
  endUser,
  invitation,
  mcpServer,
  organization,
  signIn,
  supportTicket,
}

const schemas = Object.values(modules).flatMap((module) =>
  Object.entries(module).filter((entry): entry is [string, z.ZodType] => entry[1] instanceof z.ZodType),
)

/** An input of this shape with `text` in place of every value. */
function fill(schema: unknown, text: string): unknown {
  if (schema instanceof z.ZodObject) {
    return Object.fromEntries(Object.entries(schema.shape).map(([key, inner]) => [key, fill(inner, text)]))
  }
  if (schema instanceof z.ZodArray) return [fill(schema.element, text)]
  if (schema instanceof z.ZodOptional || schema instanceof z.ZodNullable || schema instanceof z.ZodDefault) {
    return fill(schema.unwrap(), text)
  }
  return text
}

/** The texts that were normalised meanwhile. */
function normalisedBy(work: () => void): string[] {
  const normalize = vi.spyOn(String.prototype, 'normalize')
  work()
  return normalize.mock.contexts.map(String)
}
afterEach(() => {
  vi.restoreAllMocks()
})

const LONGEST = 10_000

/** Cut instead: a link that is too long is answered like one that is unknown. */
const CUT = new Set(['invitationSecretInput'])

test('all inputs are looked at', () => {
  expect(schemas.map(([name]) => name)).toEqual(expect.arrayContaining(['signInInput', 'openTicketInput']))
  expect(schemas.length).toBeGreaterThan(30)
})

test.each(schemas)('%s refuses text far beyond its limit unread', (name, schema) => {
  const text = `a${'\u0315\u0300'.repeat(4 * LONGEST)}`
  const normalised = normalisedBy(() =>
    expect(schema.safeParse(fill(schema, text)).success).toBe(CUT.has(name)),
  )
  expect(normalised).toEqual([])
})

test.each(schemas)('%s normalises no long run of marks', (_name, schema) => {
  const normalised = normalisedBy(() => schema.safeParse(fill(schema, `a${'\u0315\u0300'.repeat(70)}`)))
  expect(normalised.filter((text) => /\p{M}{31}/u.test(text))).toEqual([])
})
