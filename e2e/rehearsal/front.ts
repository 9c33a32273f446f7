import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { request } from 'node:https'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { exchange, type Send } from '#testkit/http/send.ts'
import { freePort } from '#testkit/processes/free-port.ts'
import { Program, runOrThrow } from '#testkit/processes/program.ts'

/** Milliseconds in which Caddy asks each process twice. */
const CHECKS_MS = 2_500

/** Where the platform is. */
interface Upstream {
  /** Of each process, with its port. */
  addresses: string[]
  healthPort: number
}

/** Caddy with the Caddyfile of this repository, and a certificate as an operator brings one. */
export class Front {
  readonly port: number
  /** The certificate, which is its own authority. */
  readonly certificate: Buffer
  readonly send: Send
  readonly program: Program

  private constructor(port: number, certificate: Buffer, program: Program) {
    this.port = port
    this.certificate = certificate
    this.send = sendOverTls(certificate)
    this.program = program
  }

  static async start(folder: string, { addresses, healthPort }: Upstream): Promise<Front> {
    const port = await freePort()
    const [key, certificate] = [join(folder, 'privkey.pem'), join(folder, 'fullchain.pem')]
    const names = 'subjectAltName=DNS:desk.localhost,DNS:*.mcp.localhost'
    const wish = '-x509 -newkey rsa:2048 -nodes -days 1 -subj /CN=mcp-obs -addext'.split(' ')
    await runOrThrow('req', {
      command: 'openssl',
      args: [...wish, names, '-keyout', key, '-out', certificate],
    })
    const env = {
      APP_ORIGIN: `https://desk.localhost:${port}`,
      BASE_DOMAIN: `mcp.localhost:${port}`,
      UPSTREAM: addresses.join(' '),
      HEALTH_PORT: String(healthPort),
      CERTS: folder,
      CADDY_ADMIN: `127.0.0.1:${await freePort()}`,
      AWAY_PORT: String(await freePort()),
      XDG_DATA_HOME: folder,
      XDG_CONFIG_HOME: folder,
    }
    const command = process.env.CADDY ?? 'caddy'
    const args = ['--config', 'Caddyfile', '--adapter', 'caddyfile']
    const program = new Program('run', { command, args, env })
    await program.says(/serving initial configuration/)
    return new Front(port, readFileSync(certificate), program)
  }

  /** Fails where Caddy finds processes that are ready not to be so: then it sends to any, and all looks well until a restart. */
  async checkReadiness(): Promise<void> {
    const before = this.program.output.length
    await sleep(CHECKS_MS)
    assert.doesNotMatch(this.program.output.slice(before), /status code out of tolerances/)
  }

  /** Fails where a secret of ours, or a query, is in Caddy's log. */
  checkLog(): void {
    assert.doesNotMatch(this.program.output, /mo[krt]_[0-9a-hjkmnp-tv-z]{32}|"uri":"[^"]*[?]/)
  }
}

/** Like a browser that trusts this certificate. */
function sendOverTls(ca: Buffer): Send {
  return async ({ method, host, path, headers, body, readFor }) => {
    const { port, hostname } = new URL(`https://${host}`)
    const target = { host: '127.0.0.1', port, servername: hostname, ca, method, path, agent: false }
    const sent = request({ ...target, headers: { host, ...headers } })
    return exchange(sent, { body, readFor })
  }
}
