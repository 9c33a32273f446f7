import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createServer as createTlsServer } from 'node:tls'
import { runOrThrow } from '../processes/program.ts'
import { freePort } from '../processes/free-port.ts'
import { Platform } from './platform.ts'

/** The first byte of a TLS handshake (RFC 8446 §5.1). */
const HANDSHAKE = 0x16

/** A platform on this machine behind https, as the README's local path has it, with a certificate of its own. */
export class HttpsPlatform {
  readonly platform: Platform
  /** The certificate, which is its own authority. */
  readonly certificate: string
  readonly #proxy: Server
  readonly #folder: string

  private constructor(platform: Platform, certificate: string, proxy: Server, folder: string) {
    this.platform = platform
    this.certificate = certificate
    this.#proxy = proxy
    this.#folder = folder
  }

  static async start(): Promise<HttpsPlatform> {
    const folder = mkdtempSync(join(tmpdir(), 'mcp-obs-https-'))
    const [key, certificate] = [join(folder, 'key.pem'), join(folder, 'certificate.pem')]
    const request = '-x509 -newkey rsa:2048 -nodes -days 1 -subj /CN=mcp-obs -addext'.split(' ')
    const names = 'subjectAltName=DNS:desk.localhost,DNS:*.mcp.localhost'
    const args = [...request, names, '-keyout', key, '-out', certificate]
    await runOrThrow('req', { command: 'openssl', args })
    const port = await freePort()
    const proxy = await startProxy(port, readFileSync(key), readFileSync(certificate))
    const { port: proxyPort } = proxy.address() as AddressInfo
    const platform = await Platform.start({
      PORT: String(port),
      APP_ORIGIN: `https://desk.localhost:${proxyPort}`,
      BASE_DOMAIN: `mcp.localhost:${proxyPort}`,
      TRUST_PROXY: 'loopback',
      ALLOW_UNSAFE: 'weak-secret',
      SIGN_UP: 'open',
      DRAIN_MS: '0',
    })
    return new HttpsPlatform(platform, certificate, proxy, folder)
  }

  async end(): Promise<void> {
    await this.platform.end()
    this.#proxy.close()
    rmSync(this.#folder, { recursive: true, force: true })
  }
}

/** Takes https for clients under test, and on the same port plain http for what drives the platform. */
async function startProxy(target: number, key: Buffer, cert: Buffer): Promise<Server> {
  const pass = (from: Socket) => {
    const to = connect(target, '127.0.0.1')
    from.pipe(to).pipe(from)
    for (const [socket, other] of [
      [from, to],
      [to, from],
    ] as const)
      socket.on('error', () => other.destroy())
  }
  const tls = createTlsServer({ key, cert }, pass)
  const proxy = createServer((socket) => {
    socket.on('error', () => socket.destroy())
    socket.once('readable', () => {
      const start = socket.read() as Buffer | null
      if (!start) return
      socket.unshift(start)
      if (start[0] === HANDSHAKE) tls.emit('connection', socket)
      else pass(socket)
    })
  }).listen(0, '127.0.0.1')
  await once(proxy, 'listening')
  return proxy
}
