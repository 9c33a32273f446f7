import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { aroundStatements } from '../../test/around-statements.ts'
import { databases } from '../../test/databases.ts'
import { SearchedDesk } from '../../test/searched-desk.ts'
import { type OpenedBody, ticketBody } from '../../test/sdk-caller.ts'
import { asPlatform } from '../../test/watch-statements.ts'
import { deleteOldTickets } from './delete-old-tickets.ts'
import { skipWithout } from '../../test/skip-without.ts'

const EMAIL = 'ana@example.com'
const LONG_AGO = new Date(Date.now() - 30 * 86_400_000)

// SQLite has one writer: nothing comes in between.
const withManyWriters = databases.filter(({ name }) => name === 'MySQL')
skipWithout(withManyWriters)
describe.each(withManyWriters)(
  'a note on $name, written when a ticket is found but not yet locked,',
  ({ url }) => {
    let searched: SearchedDesk
    beforeAll(async () => {
      searched = await SearchedDesk.start(url)
    })
    afterAll(() => searched.desk.close())

    const change = (procedure: string, input: object) =>
      searched.desk.staff.visitor.mutate(procedure, { org: searched.desk.staff.org, ...input })

    /** Opens a ticket, and writes the note once a statement has found it. */
    async function openAndNote(): Promise<() => number> {
      const opened = (await searched.desk.sdk.openTicket(ticketBody({ email: EMAIL }))).json<OpenedBody>()
      const { reference } = opened.ticket
      let written = 0
      aroundStatements({
        after: async (sql) => {
          if (!/^select id(?:, created_at)? from support_ticket /.test(sql) || written > 0) return
          written++
          await change('supportTicket.addNote', { reference, note: 'canary' })
        },
      })
      return () => written
    }

    it('is erased with it', async () => {
      const written = await openAndNote()
      await change('privacy.erase', { email: EMAIL })
      expect(written()).toBe(1)
      expect(JSON.stringify(await searched.rowsOf('support_ticket_event'))).not.toContain('canary')
    })

    it('is deleted with it', async () => {
      const { desk, organizationId } = searched
      await change('privacy.setRetention', { slug: desk.server.slug, days: 7 })
      const written = await openAndNote()
      const sql = 'update support_ticket set created_at = ? where organization_id = ?'
      await desk.orm.em.execute(sql, [LONG_AGO, organizationId])
      await asPlatform(() => deleteOldTickets({ em: desk.orm.em.fork(), now: () => new Date() }))
      expect(written()).toBe(1)
      expect(await searched.rowsOf('support_ticket_event')).toEqual([])
    })
  },
)
