import { existsSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { publint } from 'publint'
import { formatMessage } from 'publint/utils'
import { runOrThrow } from '../processes/program.ts'

/** A package of `sdk/` as it is published. */
export class PublishedPackage {
  readonly folder: string
  readonly dist: string

  constructor(folder: string) {
    this.folder = folder
    this.dist = join(folder, 'dist')
  }

  /** Whether its tests are skipped. In CI they are not: a missing build makes them fail. */
  get isSkipped(): boolean {
    return !existsSync(join(this.dist, 'index.js')) && process.env['CI'] !== 'true'
  }

  /** The main entry as apps get it: as an ES module, and by `require`. */
  async load<Api>(): Promise<{ byImport: Api; byRequire: Api }> {
    return {
      byImport: (await import(pathToFileURL(join(this.dist, 'index.js')).href)) as Api,
      byRequire: createRequire(import.meta.url)(join(this.dist, 'cjs/index.js')) as Api,
    }
  }

  /** What publint finds wrong. */
  async faults(): Promise<(string | undefined)[]> {
    const { messages, pkg } = await publint({ pkgDir: this.folder, strict: true, pack: 'npm' })
    return messages.map((message) => formatMessage(message, pkg))
  }

  /** The files in it: those of the build that are no code and no types, and all others. */
  async files(): Promise<{ oddOfBuild: string[]; others: string[] }> {
    const args = ['--dry-run', '--json', '--ignore-scripts']
    const json = await runOrThrow('pack', { command: 'npm', args, cwd: this.folder })
    const [{ files }] = JSON.parse(json) as [{ files: { path: string }[] }]
    const paths = files.map(({ path }) => path).toSorted()
    const isOfBuild = (path: string) => path.startsWith('dist/')
    return {
      oddOfBuild: paths.filter((path) => isOfBuild(path) && !/\.(?:js|d\.ts)$/.test(path)),
      others: paths.filter((path) => !isOfBuild(path)),
    }
  }
}
