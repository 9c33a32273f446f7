import { randomUUID } from 'node:crypto'
import { existsSync, readFileSync, rmSync } from 'node:fs'
import type { SessionDto } from '#shared/account.ts'
import { sendOverHttp } from '#testkit/http/send.ts'
import type { DatabaseKind } from '#testkit/platform/database-kinds.ts'
import { Platform } from '#testkit/platform/platform.ts'
import { DashboardVisitor } from '#testkit/staff/dashboard-visitor.ts'
import { Staff } from '#testkit/staff/staff.ts'
import { onTestFinished, vi } from 'vitest'
import { readConfig } from '../config.ts'
import { openDatabase, type Orm } from '../db/orm.ts'
import { entities } from '../domain/entities.ts'
import type { Job } from '../jobs/job.ts'
import { TEST_FOLDER } from './databases.ts'

const ENTITIES = 'Account,Organization,Membership,Invitation,DashboardSession'

/** A platform that is killed after each statement and commit that writes an account or what belongs to it. */
export class KilledPlatform {
  readonly owner: Staff
  readonly #platform: Platform
  readonly #orm: Orm
  readonly #record = `${TEST_FOLDER}/kills-${randomUUID()}`

  private constructor(platform: Platform, owner: Staff, orm: Orm) {
    this.#platform = platform
    this.owner = owner
    this.#orm = orm
  }

  static async start(database: DatabaseKind): Promise<KilledPlatform> {
    // What kills it is in its sources, not in what is built.
    vi.stubEnv('PLATFORM_FILE', undefined)
    onTestFinished(() => void vi.unstubAllEnvs())
    const platform = await Platform.start({ SIGN_UP: 'open' }, database, 'killed_work')
    onTestFinished(() => platform.end())
    const owner = await Staff.signUp(platform.origin)
    const orm = await openDatabase(platform.databaseUrl, entities)
    onTestFinished(() => orm.close(true))
    const killed = new KilledPlatform(platform, owner, orm)
    onTestFinished(() => rmSync(killed.#record, { force: true }))
    return killed
  }

  get origin(): string {
    return this.#platform.origin
  }

  /** What a process was killed after. */
  get steps(): string[] {
    return existsSync(this.#record) ? readFileSync(this.#record, 'utf8').trim().split('\n') : []
  }

  /** Does something at a process that is killed after the next step. @returns whether it was, or no step was new */
  async kills(act: () => Promise<unknown>): Promise<boolean> {
    await this.restart({ isKilled: true })
    const known = this.steps.length
    try {
      await act()
    } catch (error) {
      if (this.steps.length === known) throw error
      await this.#platform.program.exited()
      return true
    }
    return false
  }

  /** @param isKilled after the next step that no process has come to before */
  async restart({ isKilled = false } = {}): Promise<void> {
    const { settings, program } = this.#platform
    await program.stop()
    Object.assign(settings, {
      NODE_OPTIONS: isKilled ? '--import ./server/test/kill-in-work.ts' : undefined,
      KILL_RECORD: this.#record,
      KILL_ENTITIES: ENTITIES,
    })
    await this.#platform.start()
  }

  visitor(): DashboardVisitor {
    return new DashboardVisitor(sendOverHttp, new URL(this.origin).host)
  }

  signIn(email: string, password: string): Promise<SessionDto> {
    return this.visitor().mutate('account.signIn', { email, password })
  }

  /** As if what is unfinished had been begun two minutes earlier. */
  async aMinuteLater(): Promise<void> {
    const rows = await this.#orm.em
      .fork()
      .execute('select * from account where joining_organization_id is not null')
    for (const { id } of rows as { id: string }[]) {
      await this.#orm.em
        .fork()
        .execute('update account set created_at = ? where id = ?', [new Date(Date.now() - 120_000), id])
    }
  }

  /** Runs a job once. */
  async runJob(job: Job): Promise<void> {
    const settings = readConfig({ NODE_ENV: 'test', DATABASE_URL: this.#platform.databaseUrl })
    await job.run({ em: this.#orm.em.fork(), now: () => new Date(), settings })
  }

  async count(query: string, ...values: string[]): Promise<number> {
    return (await this.#orm.em.fork().execute(query, values)).length
  }
}
