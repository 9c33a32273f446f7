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
  }

  /** Saves the second installation of the same packages. */
  installLike(other: Installation): void {
    symlinkSync(join(other.folder, 'node_modules'), join(this.folder, 'node_modules'))
  }

  configure(settings: Settings): void {
    const lines = Object.entries(settings).map(([name, value]) => `${name}=${value}\n`)
    writeFileSync(join(this.folder, '.env'), lines.join(''), { mode: 0o600 })
  }

  /** @param env for a release that does not read .env */
  async start(env: Settings = {}): Promise<void> {
    this.program = new Program('start', { command: 'npm', args: ['--silent'], cwd: this.folder, env })
    // It builds the dashboard first.
    for (let attempt = 1; ; attempt++) {
      try {
        await this.program.says(/Dashboard: (\S+)"/)
        return
      } catch (error) {
        if (this.program.hasExited || attempt === 6) throw error
      }
    }
  }

  /** Stops the platform as systemd does: npm passes the signal on. */
  async stop(): Promise<void> {
    await this.program.stop()
  }

  /** Runs a command of the platform. @returns what it printed */
  command(...args: string[]): Promise<string> {
    const [name = '', ...rest] = args
    return runOrThrow('run', { command: 'npm', args: ['--silent', name, '--', ...rest], cwd: this.folder })
  }
}
