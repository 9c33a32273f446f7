import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { runNpm } from '#testkit/packages/run-npm.ts'
import { Program, runOrThrow } from '#testkit/processes/program.ts'

type Settings = Record<string, string>

/** A release in a folder of its own, installed and started with the commands of docs/operating.md. */
export class Installation {
  readonly folder: string
  program!: Program

  private constructor(folder: string) {
    this.folder = folder
  }

  /** @param revision what git calls the release */
  static async clone(folder: string, revision: string): Promise<Installation> {
    mkdirSync(folder, { recursive: true })
    await runOrThrow('clone', { command: 'git', args: ['--quiet', '--no-checkout', process.cwd(), folder] })
    await runOrThrow('checkout', { command: 'git', args: ['--quiet', '--detach', revision], cwd: folder })
    return new Installation(folder)
  }

  async install(): Promise<void> {
    await runNpm(['ci'], this.folder)
    await runNpm(['run', '--silent', 'build:platform'], this.folder)
  }

  /** What a release built that had no bundle of the server. */
  async buildClient(): Promise<void> {
    await runNpm(['run', '--silent', 'build:client'], this.folder)
  }

  /** Saves the second installation of the same packages. */
  installLike(other: { folder: string }): void {
    symlinkSync(join(other.folder, 'node_modules'), join(this.folder, 'node_modules'))
  }

  configure(settings: Settings): void {
    const lines = Object.entries(settings).map(([name, value]) => `${name}=${value}\n`)
    writeFileSync(join(this.folder, '.env'), lines.join(''), { mode: 0o600 })
  }

  async start(): Promise<void> {
    await this.#run('run', 'npm', ['--silent', 'serve'])
  }

  /** For a release that knew neither `serve` nor .env. */
  async startOlder(env: Settings): Promise<void> {
    await this.#run('server/main.ts', process.execPath, [], env)
  }

  async #run(file: string, command: string, args: string[], env: Settings = {}): Promise<void> {
    this.program = new Program(file, { command, args, cwd: this.folder, env })
    await this.program.says(/Dashboard: (\S+)"/)
  }

  /** npm passes the signal on. */
  async stop(): Promise<void> {
    const code = await this.program.stop()
    if (code === null) throw new Error(`It did not stop\n${this.program.describe()}`)
  }

  /** Runs a command of the platform. @returns what it printed */
  command(...args: string[]): Promise<string> {
    const [name = '', ...rest] = args
    return runOrThrow('run', { command: 'npm', args: ['--silent', name, '--', ...rest], cwd: this.folder })
  }
}
