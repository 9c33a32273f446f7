import { execFileSync } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { freePort } from '#testkit/processes/free-port.ts'
import { Program } from '#testkit/processes/program.ts'
import { createConnection, type Connection } from 'mysql2/promise'
import { TEST_FOLDER } from './databases.ts'

const SERVER = '/usr/sbin/mariadbd'
const DATABASE = 'mcp_obs'

/** Whether this machine can start one. */
export const hasTlsDatabase = existsSync(SERVER)

/** A MariaDB of its own that takes encrypted connections, with a certificate by an authority made for it. */
export class TlsDatabase {
  readonly port: number
  readonly #folder: string
  readonly #program: Program
  readonly #root: Connection

  private constructor(port: number, folder: string, program: Program, root: Connection) {
    this.port = port
    this.#folder = folder
    this.#program = program
    this.#root = root
  }

  /** Its certificate is for `localhost`. */
  static async start(): Promise<TlsDatabase> {
    mkdirSync(TEST_FOLDER, { recursive: true })
    const folder = resolve(mkdtempSync(join(TEST_FOLDER, 'tls-')))
    for (const name of ['authority', 'stranger']) {
      openssl(
        folder,
        'req',
        '-x509',
        ...NEW_KEY,
        '-keyout',
        `${name}.key`,
        '-out',
        `${name}.pem`,
        '-days',
        '2',
        '-subj',
        `/CN=${name}`,
      )
    }
    certify(folder, 'localhost')
    const port = await freePort()
    const user = process.getuid?.() === 0 ? ['--user=root'] : []
    const data = ['--no-defaults', `--datadir=${folder}/data`, ...user]
    execFileSync('mariadb-install-db', [...data, '--auth-root-authentication-method=normal'], {
      stdio: 'pipe',
    })
    const program = new Program(data[0]!, {
      command: SERVER,
      args: [
        ...data.slice(1),
        `--socket=${folder}/socket`,
        `--port=${port}`,
        '--bind-address=127.0.0.1',
        `--ssl-ca=${folder}/authority.pem`,
        `--ssl-cert=${folder}/server.pem`,
        `--ssl-key=${folder}/server.key`,
      ],
    })
    const root = await connectTo(port, program)
    await root.query(`create database ${DATABASE}`)
    return new TlsDatabase(port, folder, program, root)
  }

  /** A file of authorities: the one that signed, or one that has nothing to do with it. */
  authority(name: 'authority' | 'stranger'): string {
    return join(this.#folder, `${name}.pem`)
  }

  url(host: string, query = ''): string {
    return `mysql://root@${host}:${this.port}/${DATABASE}${query}`
  }

  /** From now on its certificate is for this host. */
  async certifyAs(host: string): Promise<void> {
    certify(this.#folder, host)
    await this.#root.query('flush ssl')
  }

  /** From now on it refuses what is not encrypted. Its own connection stays. */
  async requireTls(): Promise<void> {
    await this.#root.query('set global require_secure_transport = 1')
  }

  async stop(): Promise<void> {
    await this.#root.end()
    await this.#program.stop()
    rmSync(this.#folder, { recursive: true, force: true })
  }
}

const NEW_KEY = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes']

function certify(folder: string, host: string): void {
  const names = join(folder, 'names')
  writeFileSync(names, `subjectAltName=DNS:${host}`)
  openssl(folder, 'req', ...NEW_KEY, '-keyout', 'server.key', '-out', 'server.csr', '-subj', `/CN=${host}`)
  const by = ['-CA', 'authority.pem', '-CAkey', 'authority.key', '-CAcreateserial']
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

async function connectTo(port: number, program: Program): Promise<Connection> {
  for (let attempt = 0; ; attempt++) {
    try {
      return await createConnection({ host: '127.0.0.1', port, user: 'root' })
    } catch (error) {
      if (program.hasExited || attempt > 200) throw new Error(program.describe(), { cause: error })
      await sleep(100)
    }
  }
}
