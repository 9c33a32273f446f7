import { once } from 'node:events'
import { request as open } from 'node:http'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { databases } from '../test/databases.ts'
import { signUpStaff, type Staff } from '../test/factories.ts'
import { startTestApp, type TestApp } from '../test/harness.ts'
import { listen } from '../test/raw-http.ts'

describe.each(databases)('a session whose client hangs up again and again, on $name', ({ url }) => {
  let desk: TestApp
  let port: number
  let staff: Staff
  beforeAll(async () => {
    desk = await startTestApp(url)
    port = await listen(desk.app)
    staff = await signUpStaff(desk.app)
  })
  afterAll(() => desk.close())

  function ask(method: string, path: string, body?: string) {
    const headers = {
      host: 'localhost:3000',
      cookie: staff.visitor.cookie,
      'sec-fetch-site': 'same-origin',
      ...(body !== undefined && { 'content-type': 'application/json' }),
    }
    const request = open({ host: '127.0.0.1', port, method, path: `/trpc/${path}`, headers, agent: false })
    request.on('error', () => {})
    request.end(body)
    return request
  }
  const read = () => ask('GET', 'account.sessions')
  const write = () => ask('POST', 'accessToken.revokeOwn', 'null')

  it.each([
    ['reads', read],
    ['writes', write],
  ])('%s: has all of its turns afterwards', async (_, send) => {
    for (let round = 0; round < 60; round++) {
      const request = send()
      // At any moment between the connection and the end of the answer.
      await sleep(round / 6)
      request.destroy()
    }
    const answers = await Promise.all(
      Array.from({ length: 20 }, async () => {
        const [response] = (await once(send(), 'response')) as [{ statusCode: number; resume: () => void }]
        response.resume()
        return response.statusCode
      }),
    )
    expect(answers).toEqual(Array.from({ length: 20 }, () => 200))
  })
})
