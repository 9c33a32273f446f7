/*
 * Preloaded into every process of the bench: nothing in it reaches further than this machine.
 */
import { type NetConnectOpts, Socket } from 'node:net'

const LOOPBACK = /^(127\.|::1$|localhost$)/

type Connect = (...args: unknown[]) => Socket

// oxlint-disable-next-line typescript/unbound-method -- called with its receiver below
const connect = Socket.prototype.connect as Connect
Socket.prototype.connect = function (this: Socket, ...args: unknown[]) {
  // Node's own modules pass the normalized arguments as one array.
  const [first, second] = Array.isArray(args[0]) ? (args[0] as unknown[]) : args
  const { host, path } = (typeof first === 'object' ? first : { host: second }) as NetConnectOpts & {
    host?: string
    path?: string
  }
  if (path === undefined && !LOOPBACK.test(host ?? 'localhost')) {
    throw new Error(`this bench does not connect to ${host}`)
  }
  return connect.apply(this, args)
}
