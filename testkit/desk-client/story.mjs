/*
 * What a script does with the packed @mcp-obs/client. It is plain JavaScript, because it also runs on Node 20 and, bundled,
 * in a browser.
 */

/**
 * Lists, opens and closes a ticket, watches, and tries what a token may not do.
 *
 * @param {typeof import('@mcp-obs/client')} client the package
 * @param {{ origin: string, token: string, org: string, server: string }} options
 * @param {(text: string) => void} say called with `watching` when everything but the end of the stream is done
 * @returns what happened, for the test to check, once the stream has ended
 */
export async function tellStory({ createDeskClient, isDeskError }, { origin, token, org, server }, say) {
  const desk = createDeskClient({ origin, token })
  const codeOf = (call) =>
    call.then(
      () => 'no error',
      (error) => (isDeskError(error) ? error.code : String(error)),
    )

  const heard = []
  let wake = () => {}
  const hear = async (isIt) => {
    while (!heard.some(isIt)) await new Promise((resolve) => (wake = resolve))
  }
  const ended = new Promise((resolve) => {
    desk.supportTicket.watch.subscribe(
      { org },
      {
        onData: ({ data }) => {
          heard.push(data)
          wake()
        },
        onError: (error) => resolve(isDeskError(error) ? error.code : String(error)),
        onComplete: () => resolve('complete'),
      },
    )
  })
  await hear(({ type }) => type === 'hello')

  const words = { title: 'From a script', description: 'It ran.', category: 'Other' }
  const { reference, version } = await desk.supportTicket.open.mutate({ org, server, words })
  await hear((change) => change.type === 'ticket-opened' && change.reference === reference)
  const page = await desk.supportTicket.list.query({ org, filters: { status: 'open' } })
  const closing = { org, reference, status: 'closed', resolution: 'fixed', expectedVersion: version }
  const closed = await desk.supportTicket.updateStatus.mutate(closing)
  const servers = await desk.mcpServer.list.query({ org })

  const refused = {
    'account.session': await codeOf(desk.account.session.query()),
    'accessToken.create': await codeOf(
      desk.accessToken.create.mutate({ org, name: 'more', scopes: ['tickets:read'] }),
    ),
    'mcpServer.createKey': await codeOf(desk.mcpServer.createKey.mutate({ org, slug: server })),
    'mcpServer.archive': await codeOf(desk.mcpServer.archive.mutate({ org, slug: server })),
    'organization.members': await codeOf(desk.organization.members.query({ org })),
    'another organization': await codeOf(desk.supportTicket.list.query({ org: 'others', filters: {} })),
    'a stale version': await codeOf(
      desk.supportTicket.updateStatus.mutate({ org, reference, status: 'open', expectedVersion: 1 }),
    ),
    'a title without text': await codeOf(
      desk.supportTicket.open.mutate({ org, server, words: { ...words, title: ' ' } }),
    ),
    'another token': await codeOf(
      createDeskClient({ origin, token: `mot_${'0'.repeat(32)}` }).supportTicket.countOpen.query({ org }),
    ),
  }
  say('watching')
  return {
    listed: page.tickets.some((ticket) => ticket.reference === reference),
    status: closed.status,
    actor: closed.events.at(-1).actor.name,
    servers: servers.map(({ slug }) => slug),
    refused,
    ended: await ended,
  }
}
