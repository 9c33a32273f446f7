import type { ServerResponse } from 'node:http'

/** Waits until an answer is sent, or its client has left before. */
export async function untilClosed(response: ServerResponse): Promise<void> {
  if (response.destroyed || response.writableFinished) return
  await new Promise<void>((resolve) => void response.once('close', resolve))
}
