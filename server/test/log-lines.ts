import { Writable } from 'node:stream'
import { vi } from 'vitest'

export interface LogLine {
  level: number
  msg: string
  requestId?: string
  route?: string | null
  procedure?: string
  status?: number
  fault?: { name: string; message?: string; frames?: string[] }
  refusals?: { procedure: string; status: number; fault?: object }[]
}

/** What an app writes to its log. */
export class LogLines {
  text = ''
  readonly stream = new Writable({
    write: (chunk: Buffer, _encoding, done) => {
      this.text += chunk.toString()
      done()
    },
  })

  all(): LogLine[] {
    return this.text
      .split('\n')
      .filter(Boolean)
      .map((line) => JSON.parse(line) as LogLine)
  }

  /** The lines of one request, once there is any: they are written after the answer. */
  async of(requestId: unknown): Promise<LogLine[]> {
    const find = () => this.all().filter((line) => line.requestId === requestId)
    await vi.waitUntil(() => find().length > 0)
    return find()
  }
}
