import { createHash } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import type { RunningServer } from '#testkit/staff/staff.ts'
import { CUT_SHORT, type Ledger } from './ledger.ts'
import { nameOf, type Wire } from './wire.ts'

/** As the SDK has them (wire contract §4, §6). */
const BUDGET_MS = 10_000
const ATTEMPT_MS = 5_000
const MAX_ATTEMPTS = 3
const BACKOFF_MS = 1_000

export interface Delivery {
  wire: Wire
  server: RunningServer
  ledger: Ledger
  title: string
}

/** Sends a ticket as the SDK does, with a key that is the same for each attempt. @returns whether it was acknowledged */
export async function deliver({ wire, server: { host, key }, ledger, title }: Delivery): Promise<boolean> {
  const fields = { title, description: 'The search fails. I expected my orders.', category: 'Bug Report' }
  const context = {
    incident: { tool: 'search', outcome: 'tool-error', error: { name: 'E', message: title } },
  }
  const request = {
    method: 'POST',
    host,
    path: '/api/mcpserver/support',
    headers: {
      'content-type': 'application/json',
      'x-mcp-obs-key': key,
      'idempotency-key': createHash('sha256').update(title).digest('hex'),
    },
    body: JSON.stringify({ ...fields, context }),
  }
  const deadline = performance.now() + BUDGET_MS
  for (let attempt = 1; attempt <= MAX_ATTEMPTS; attempt++) {
    const begun = performance.now()
    // A timer may come late.
    if (begun >= deadline) break
    const timeoutMs = Math.min(ATTEMPT_MS, Math.ceil(deadline - begun))
    const outcome = await wire.send(request, timeoutMs)
    const isCutShort = 'failure' in outcome && outcome.failure === 'no-answer' && timeoutMs < ATTEMPT_MS
    ledger.count(isCutShort ? CUT_SHORT : nameOf(outcome), performance.now() - begun)
    const response = 'response' in outcome ? outcome.response : undefined
    if (response?.statusCode === 201) {
      const { ticket } = response.json<{ ticket: { reference: string } }>()
      ledger.acknowledge(title, ticket.reference)
      return true
    }
    const backoff = BACKOFF_MS * 2 ** (attempt - 1) * (0.75 + Math.random() / 4)
    const wait = Number(response?.headers['retry-after'] ?? backoff / 1_000) * 1_000
    if (performance.now() + wait >= deadline) break
    await sleep(wait)
  }
  return false
}
