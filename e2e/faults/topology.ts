import { randomBytes } from 'node:crypto'
import { TcpProxy } from '#testkit/network/tcp-proxy.ts'
import { freePort } from '#testkit/processes/free-port.ts'
import { TestValkey } from '#testkit/valkey/start-valkey.ts'
import { stopPrograms } from '#testkit/processes/program.ts'
import { Front } from '../rehearsal/front.ts'
import { type Release, Replica } from './replica.ts'
import { ReplicatedMySql } from './replicated-mysql.ts'

/** As docker-compose.production.yml has it. */
const VALKEY = ['--appendonly', 'no', '--maxmemory', '128mb', '--maxmemory-policy', 'noeviction']

/** What docker-compose.production.yml describes, as processes of this machine. */
export class Topology {
  readonly mySql: ReplicatedMySql
  readonly valkey: TestValkey
  /** Between the platform and Valkey. */
  readonly valkeyNetwork: TcpProxy
  readonly replicas: readonly [Replica, Replica]
  readonly front: Front

  private constructor(
    mySql: ReplicatedMySql,
    valkey: TestValkey,
    valkeyNetwork: TcpProxy,
    replicas: readonly [Replica, Replica],
    front: Front,
  ) {
    this.mySql = mySql
    this.valkey = valkey
    this.valkeyNetwork = valkeyNetwork
    this.replicas = replicas
    this.front = front
  }

  /** @param folder for files @param mySqlFolder where MySQL is unpacked, or will be */
  static async start(folder: string, mySqlFolder: string, release: Release): Promise<Topology> {
    const mySql = await ReplicatedMySql.start(mySqlFolder)
    const valkey = await TestValkey.start(VALKEY)
    const valkeyNetwork = new TcpProxy(valkey.port)
    await valkeyNetwork.listen()
    const [port, healthPort] = [await freePort(), await freePort()]
    const hosts = ['127.0.0.2', '127.0.0.3']
    const front = await Front.start(folder, { addresses: hosts.map((host) => `${host}:${port}`), healthPort })
    const settings = {
      // Its user is no administrator, who may write to a server that is read-only.
      DATABASE_URL: await mySql.create('mcp_obs'),
      APP_ORIGIN: `https://desk.localhost:${front.port}`,
      BASE_DOMAIN: `mcp.localhost:${front.port}`,
      APP_SECRET: randomBytes(32).toString('base64'),
      VALKEY_URL: `redis://127.0.0.1:${valkeyNetwork.port}`,
      PORT: String(port),
      HEALTH_PORT: String(healthPort),
      TRUST_PROXY: 'loopback',
      SIGN_UP: 'first',
      LOG_LEVEL: 'warn',
      // As in production, which releases before migration 0012 know by NODE_ENV only.
      DRAIN_MS: '5000',
      // One address plays everybody here.
      QUOTA_IP_PER_MINUTE: '10000000',
      QUOTA_SERVER_PER_MINUTE: '10000000',
      QUOTA_EMAIL_PER_10_MINUTES: '10000000',
      QUOTA_SIGN_UPS_PER_HOUR: '100000',
    }
    const create = (place: 0 | 1) => Replica.create(hosts[place]!, settings)
    const replicas = [await create(0), await create(1)] as const
    const topology = new Topology(mySql, valkey, valkeyNetwork, replicas, front)
    for (const replica of topology.replicas) await replica.start(release)
    await front.checkReadiness()
    return topology
  }

  async end(): Promise<void> {
    await stopPrograms()
    await this.mySql.stop()
    await this.valkeyNetwork.stop()
    for (const { network } of this.replicas) await network.stop()
  }
}
