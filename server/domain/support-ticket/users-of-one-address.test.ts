import { randomUUID } from 'node:crypto'
import type { ErasurePreviewDto } from '#shared/privacy.ts'
import type { TicketPageDto } from '#shared/support-ticket.ts'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { databases } from '../../test/databases.ts'
import { addEndUser } from '../../test/end-users.ts'
import { createServer, signUpStaff, type Staff } from '../../test/factories.ts'
import { startTestApp, type TestApp } from '../../test/harness.ts'

/** As many users of one address as a list looks for. */
const USERS = 20

describe.each(databases)('R4.1 the tickets of one e-mail address on $name', ({ url }) => {
  let test: TestApp
  let staff: Staff
  beforeAll(async () => {
    test = await startTestApp(url)
    staff = await signUpStaff(test.app)
  })
  afterAll(() => test.close())

  it('a list that leaves users out says so, and an erasure takes all of them', async () => {
    const email = `${randomUUID()}@example.com`
    const list = () =>
      staff.visitor.query<TicketPageDto>('supportTicket.list', { org: staff.org, filters: { email } })
    const signUpOnNextServer = async () => addEndUser(test, (await createServer(staff)).slug, { email })
    for (let count = 0; count < USERS; count++) await signUpOnNextServer()
    const all = await list()
    expect(all.tickets).toHaveLength(USERS)
    expect(all).not.toHaveProperty('usersLeftOut')

    await signUpOnNextServer()
    const some = await list()
    expect(some.tickets).toHaveLength(USERS)
    expect(some.usersLeftOut).toBe(true)
    const erased = await staff.visitor.query<ErasurePreviewDto>('privacy.previewErasure', {
      org: staff.org,
      email,
    })
    expect(erased.users).toHaveLength(USERS + 1)
  })
})
