import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { certify, makeAuthority } from './certificates.ts'
import { TEST_FOLDER } from './databases.ts'
import { OwnMariaDb } from '#testkit/platform/own-mariadb.ts'

const CERTIFICATE = 'server'

/** A MariaDB of its own that takes encrypted connections, with a certificate by an authority made for it. */
export class TlsDatabase {
  readonly #folder: string
  readonly #server: OwnMariaDb
  readonly #url: URL

  private constructor(folder: string, server: OwnMariaDb, url: string) {
    this.#folder = folder
    this.#server = server
    this.#url = new URL(url)
  }

  /** Its certificate is for `localhost`. */
  static async start(): Promise<TlsDatabase> {
    mkdirSync(TEST_FOLDER, { recursive: true })
    const folder = resolve(mkdtempSync(join(TEST_FOLDER, 'tls-')))
    for (const name of ['authority', 'stranger']) makeAuthority(folder, name)
    certify(folder, CERTIFICATE, { host: 'localhost', authority: 'authority', days: 1 })
    const server = await OwnMariaDb.start([
      `--ssl-ca=${folder}/authority.pem`,
      `--ssl-cert=${folder}/${CERTIFICATE}.pem`,
      `--ssl-key=${folder}/${CERTIFICATE}.key`,
    ])
    return new TlsDatabase(folder, server, await server.create('desk'))
  }

  /** A file of authorities: the one that signed, or one that has nothing to do with it. */
  authority(name: 'authority' | 'stranger'): string {
    return join(this.#folder, `${name}.pem`)
  }

  url(host: string, query = ''): string {
    const url = new URL(query, this.#url)
    url.hostname = host
    return url.href
  }

  /** From now on its certificate is for this host, and by this authority. */
  async certifyAs(host: string, by: 'authority' | 'stranger' = 'authority'): Promise<void> {
    certify(this.#folder, CERTIFICATE, { host, authority: by, days: 1 })
    await this.#server.run('flush ssl')
  }

  /** From now on it refuses what is not encrypted. */
  async requireTls(): Promise<void> {
    await this.#server.run('set global require_secure_transport = 1')
  }

  async stop(): Promise<void> {
    await this.#server.stop()
    rmSync(this.#folder, { recursive: true, force: true })
  }
}
