import { setTimeout as sleep } from 'node:timers/promises'

/** Sends a request again while there is no time for it: on a slow database not all get one row's lock in two seconds. */
export async function untilServed<Answer extends { statusCode: number }>(
  send: () => Promise<Answer>,
): Promise<Answer> {
  for (;;) {
    const answer = await send()
    if (answer.statusCode !== 503) return answer
    await sleep(1_000)
  }
}
