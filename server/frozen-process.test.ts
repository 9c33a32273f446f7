import { connect } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { Platform } from '#testkit/platform/platform.ts'
import { Staff } from '#testkit/staff/staff.ts'
import { ticketBody } from './test/sdk-caller.ts'
import { Talker } from './test/talker.ts'

/** Milliseconds, and longer than a busy moment. */
const FROZEN_MS = 3_000
/** Milliseconds in which the routes of the SDKs answer. */
const SDK_DEADLINE_MS = 4_000

describe('a process that was frozen', () => {
  let platform: Platform
  let staff: Staff
  beforeAll(async () => {
    platform = await Platform.start()
    staff = await Staff.signUp(platform.origin)
  })
  afterAll(() => platform.end())

  const readName = async () =>
    (await staff.visitor.query<{ name: string }>('organization.get', { org: staff.org })).name
  /** Sends it, and leaves or stays. */
  function rename(name: string) {
    const { host, port } = new URL(platform.origin)
    const body = JSON.stringify({ org: staff.org, name })
    const socket = connect({ host: '127.0.0.1', port: Number(port) })
      .on('error', () => {})
      .resume()
    const headers = [
      'POST /trpc/organization.rename HTTP/1.1',
      `Host: ${host}`,
      `Cookie: ${staff.visitor.cookie}`,
      `Origin: ${platform.origin}`,
      'Content-Type: application/json',
      `Content-Length: ${body.length}`,
    ]
    socket.write(`${headers.join('\r\n')}\r\n\r\n${body}`)
    return socket
  }

  it('does what somebody waits for, and nothing for who has left', async () => {
    process.kill(platform.program.pid, 'SIGSTOP')
    const left = rename('Nobody waits')
    await sleep(FROZEN_MS)
    left.destroy()
    await sleep(100)
    process.kill(platform.program.pid, 'SIGCONT')
    await sleep(1_000)
    expect(await readName()).not.toBe('Nobody waits')

    process.kill(platform.program.pid, 'SIGSTOP')
    const waiting = rename('Somebody waits')
    await sleep(FROZEN_MS)
    process.kill(platform.program.pid, 'SIGCONT')
    await expect.poll(readName).toBe('Somebody waits')
    waiting.destroy()
  })

  it('503, and not 408, where the body came during the freeze and the time is over', async () => {
    const { host, key } = await staff.addServer('shop')
    const body = JSON.stringify(ticketBody())
    const talker = new Talker(Number(new URL(platform.origin).port))
    const head = ['POST /api/mcpserver/support HTTP/1.1', `Host: ${host}`, `X-MCP-Obs-Key: ${key}`]
    head.push('Content-Type: application/json', `Content-Length: ${body.length}`)
    talker.say(`${head.join('\r\n')}\r\n\r\n{`)
    await sleep(500)
    process.kill(platform.program.pid, 'SIGSTOP')
    talker.say(body.slice(1))
    await sleep(SDK_DEADLINE_MS)
    process.kill(platform.program.pid, 'SIGCONT')
    await talker.hears(/\r\n\r\n.*\}/s)
    expect(talker.heard).toMatch(/^HTTP\/1.1 503/)
    talker.leave()
  })
})
