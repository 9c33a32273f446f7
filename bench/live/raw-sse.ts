/*
 * What the live streams are measured against: a bare server of Node that keeps each response, and writes each change to
 * all of them. It knows nobody, checks nothing, and replays nothing.
 */
import { createServer, type ServerResponse } from 'node:http'
import { text } from 'node:stream/consumers'

const followers = new Set<ServerResponse>()

const server = createServer(async (request, response) => {
  if (request.method === 'POST') {
    const change = await text(request)
    for (const follower of followers) follower.write(`data: ${change}\n\n`)
    return void response.end()
  }
  response.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-store' })
  response.write('data: {"type":"hello"}\n\n')
  followers.add(response)
  response.once('close', () => followers.delete(response))
})
server.listen({ port: Number(process.env.PORT), host: '127.0.0.1', backlog: 4_096 }, () => {
  process.stdout.write('listens\n')
})
