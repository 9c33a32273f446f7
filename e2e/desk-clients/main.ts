/*
 * Clients that others wrote go from the desk's address to the failing call of a ticket, with an access token, and by signing
 * their user in. What the desk says about how to reproduce the call fails the same way. Not part of `npm test`, because it
 * installs them from the package registries first. Needs `python3`.
 *
 *   npm run desk:clients [part of a name]
 */
import '#testkit/http/resolve-localhost.ts'
import assert from 'node:assert/strict'
import { readdirSync } from 'node:fs'
import { type CreatedAccessTokenDto, SCOPES } from '#shared/access-token.ts'
import { type Check, runChecks } from '#testkit/checks/run-checks.ts'
import { FIELDS } from '#testkit/end-user/ticket-fields.ts'
import { readFence } from '#testkit/mcp/agents.ts'
import { postTicket } from '#testkit/mcp/sdk-caller.ts'
import { installPython } from '#testkit/packages/install-python.ts'
import { Platform } from '#testkit/platform/platform.ts'
import { ConnectingMember } from '#testkit/staff/connecting-member.ts'
import { Staff } from '#testkit/staff/staff.ts'
import { CLIENTS } from './clients.ts'
import { type DeskAccess, type DeskClient, type Era, REVISIONS } from './desk-client.ts'
import { packagesFolder } from './packages.ts'
import { PYTHON } from './python.ts'
import { checkReproductions, installForReproductions } from './reproductions.ts'

const TOOLS = readdirSync('server/mcp/entries').map((file) => file.replace('.json', ''))

// First of all, because the time of a check is short.
await packagesFolder()
for (const { name, version } of PYTHON) await installPython(`${name}==${version}`)
await installForReproductions()

const platform = await Platform.start()
const staff = await Staff.signUp(platform.origin)
const { dsn } = await staff.addServer('shop')
const { body } = await postTicket(dsn, {
  ...FIELDS,
  context: {
    correlation: 'incident-id',
    incident: { tool: 'search_orders', arguments: { query: 'lamp' }, outcome: 'tool-error', durationMs: 40 },
  },
})
const { reference = '' } = body.ticket ?? {}
const input = { org: staff.org, name: 'laptop', scopes: SCOPES }
const { secret } = await staff.visitor.mutate<CreatedAccessTokenDto>('accessToken.create', input)
const member = new ConnectingMember(platform.origin, staff.visitor.cookie!, { org: staff.org })
const url = `${platform.origin}/mcp`

const checks = CLIENTS.flatMap((client) =>
  client.eras.flatMap((era): Check[] => {
    const name = `${client.name} ${client.version}, ${REVISIONS[era]}`
    return [
      {
        name: `${name}, with an access token`,
        run: () => readTicket(client, era, { url, access: secret }),
      },
      {
        name: `${name}, from 401 through a sign-in of its user`,
        run: () => readTicket(client, era, { url, access: member.visit }),
      },
    ]
  }),
)
const all = [...checks, ...checkReproductions({ dsn, url, token: secret })]
await runChecks(all.filter(({ name }) => name.includes(process.argv[2] ?? '')))
await platform.end()

/** The client finds the ticket and reads the failing call. */
async function readTicket({ work }: DeskClient, era: Era, desk: DeskAccess): Promise<void> {
  const { tools, answers, revision } = await work(desk, era, [
    ['search_tickets', { has_error: true }],
    ['get_ticket', { reference, include: ['arguments'] }],
  ])
  if (revision !== undefined) assert.equal(revision, REVISIONS[era])
  assert.deepEqual(tools.toSorted(), TOOLS.toSorted())
  const [found, read] = answers
  assert.partialDeepStrictEqual(JSON.parse(found?.[0] ?? ''), { tickets: [{ reference }] })
  assert.partialDeepStrictEqual(readFence(read?.[1] ?? ''), {
    title: FIELDS.title,
    call: { tool: 'search_orders', arguments: { query: 'lamp' } },
  })
}
