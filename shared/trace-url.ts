/*
 * Where the traces of an MCP server are shown: an address with a placeholder for the id of the trace. Staff open it from
 * a ticket, so nothing of it may come from a ticket but the id.
 */
import { isLoopbackHost } from '#sdk/wire/loopback.ts'
import { z } from 'zod'

const PLACEHOLDER = '{traceId}'
const TRACE_ID = /^[0-9a-f]{32}$/
const MAX_LENGTH = 500

type TraceUrlFault =
  | 'no-placeholder'
  | 'odd-characters'
  | 'not-absolute'
  | 'not-https'
  | 'credentials'
  | 'in-host'

const FAULTS: Readonly<Record<TraceUrlFault, string>> = {
  'no-placeholder': `Write ${PLACEHOLDER} where the id of the trace belongs.`,
  'odd-characters': 'Leave out spaces and backslashes.',
  'not-absolute': `Enter the whole address, such as https://traces.example.com/trace/${PLACEHOLDER}.`,
  'not-https': 'Use an https address; http is for localhost only.',
  credentials: 'Leave out the user name and the password.',
  'in-host': `${PLACEHOLDER} cannot be a part of the host.`,
}

/** The template of a trace's address. It is stored as it was written, because URL parsers encode the braces. */
export const traceUrlSchema = z
  .string()
  .max(2_000, `Use at most ${MAX_LENGTH} characters.`)
  .transform((text) => text.trim())
  .pipe(z.string().max(MAX_LENGTH, `Use at most ${MAX_LENGTH} characters.`))
  .superRefine((template, ctx) => {
    const fault = findFault(template)
    if (fault) ctx.addIssue({ code: 'custom', message: FAULTS[fault] })
  })

/** The address of one trace, or nothing if the id or the template is not sound. */
export function traceUrl(template: string, traceId: string): string | undefined {
  return TRACE_ID.test(traceId) && !findFault(template) ? fill(template, traceId) : undefined
}

function findFault(template: string): TraceUrlFault | undefined {
  if (!template.includes(PLACEHOLDER)) return 'no-placeholder'
  // URL parsers drop tabs and line breaks, and read a backslash as a slash.
  if (/[\s\\\p{Cc}\p{Cf}]/u.test(template)) return 'odd-characters'
  const filled = fill(template, 'a'.repeat(32))
  if (!URL.canParse(filled)) return 'not-absolute'
  const { protocol, hostname, username, password, origin } = new URL(filled)
  if (protocol !== 'https:' && !(protocol === 'http:' && isLoopbackHost(hostname))) return 'not-https'
  if (username || password) return 'credentials'
  const other = fill(template, 'b'.repeat(32))
  return URL.canParse(other) && new URL(other).origin === origin ? undefined : 'in-host'
}

function fill(template: string, traceId: string): string {
  return template.replaceAll(PLACEHOLDER, traceId)
}
