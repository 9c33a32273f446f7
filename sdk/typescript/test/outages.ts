/*
 * A platform that fails as the rows of sdk/contract/outages.json say.
 */
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { FakePlatform } from '../../../testkit/platform/fake-platform.ts'
import { fixture } from '../../../testkit/contract/fixture.ts'

type Step =
  | { do: 'answer'; status: number; headers: Record<string, string>; body: string }
  | { do: 'commit' | 'commit-reset' | 'commit-hang' | 'hang' | 'reset' | 'flood' }
  /** Nobody listens, for some milliseconds or until the end. */
  | { do: 'refuse'; ms?: number }

export interface Outage {
  name: string
  steps: Step[]
  attempts: number | null
  out: { outcome: string; message?: string }
  after: string | null
}

const FLOOD_BYTES = 100_000_000

function flood(response: ServerResponse): void {
  response.writeHead(201, { 'content-type': 'application/json' })
  const chunk = ' '.repeat(65_536)
  let sent = 0
  const pour = (): void => {
    while (!response.destroyed && sent < FLOOD_BYTES) {
      sent += chunk.length
      if (response.write(chunk)) continue
      response.once('drain', pour)
      return
    }
    response.end()
  }
  pour()
}

/** Handles one attempt as the fixture says. */
export function takeStep(
  step: Step,
  platform: FakePlatform,
  request: IncomingMessage,
  response: ServerResponse,
  body: string,
): void {
  if (step.do === 'answer') response.writeHead(step.status, step.headers).end(step.body)
  if (step.do === 'commit') platform.commit(request, response, body)
  if (step.do.startsWith('commit-')) platform.commit(request, undefined, body)
  if (step.do.endsWith('reset')) request.socket.destroy()
  if (step.do === 'flood') flood(response)
}

export const OUTAGES = fixture<Outage[]>('outages')
