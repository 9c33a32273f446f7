import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { TEST_FOLDER } from './databases.ts'
import { OwnMariaDb } from '#testkit/platform/own-mariadb.ts'

const NEW_KEY = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes']

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
    for (const name of ['authority', 'stranger']) {
      const files = ['-keyout', `${name}.key`, '-out', `${name}.pem`]
      openssl(folder, 'req', '-x509', ...NEW_KEY, ...files, '-days', '2', '-subj', `/CN=${name}`)
    }
    certify(folder, 'localhost')
    const server = await OwnMariaDb.start([
      `--ssl-ca=${folder}/authority.pem`,
      `--ssl-cert=${folder}/server.pem`,
      `--ssl-key=${folder}/server.key`,
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
    certify(this.#folder, host, by)
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

function certify(folder: string, host: string, authority = 'authority'): void {
  const names = join(folder, 'names')
  writeFileSync(names, `subjectAltName=DNS:${host}`)
  openssl(folder, 'req', ...NEW_KEY, '-keyout', 'server.key', '-out', 'server.csr', '-subj', `/CN=${host}`)
  const by = ['-CA', `${authority}.pem`, '-CAkey', `${authority}.key`, '-CAcreateserial']
  openssl(
    folder,
    'x509',
    '-req',
    '-in',
    'server.csr',
    ...by,
    '-out',
    'server.pem',
    '-days',
    '1',
    '-extfile',
    names,
  )
}

function openssl(cwd: string, ...args: string[]): void {
  execFileSync('openssl', args, { cwd, stdio: 'pipe' })
}
