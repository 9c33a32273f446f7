/*
 * The packed types in projects of every kind: each supported TypeScript, each way in which it resolves modules, as an ES
 * module and as CommonJS. Declarations are checked too, and `undefined` is no value of an optional property.
 */
import { copyFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Check } from '../../../../testkit/checks/run-checks.ts'
import { installPackages } from '../../../../testkit/packages/install-packages.ts'
import { runOrThrow } from '../../../../testkit/processes/program.ts'
import { versionsOf } from '../works-on.ts'

interface Resolution {
  module: string
  moduleResolution: string
  /** A file's ending says its form, where the compiler looks at it. */
  endings: ('cts' | 'mts' | 'ts')[]
}

const NODE10: Resolution = { module: 'commonjs', moduleResolution: 'node10', endings: ['ts'] }
const MODERN: Resolution[] = [
  { module: 'node16', moduleResolution: 'node16', endings: ['cts', 'mts'] },
  { module: 'nodenext', moduleResolution: 'nodenext', endings: ['cts', 'mts'] },
  { module: 'esnext', moduleResolution: 'bundler', endings: ['ts'] },
]
const COMPILERS = versionsOf('TypeScript')
/** From this version on, TypeScript knows `node10` no more. */
const WITHOUT_NODE10 = 7

export function checkCompilers(tarball: string): Check[] {
  return COMPILERS.flatMap((version) => {
    const resolutions = Number.parseInt(version, 10) < WITHOUT_NODE10 ? [NODE10, ...MODERN] : MODERN
    return resolutions.flatMap(({ endings, ...resolution }) =>
      endings.map((ending) => ({
        name: `TypeScript ${version}, ${resolution.moduleResolution}, .${ending}: the types are found and hold`,
        run: () => compile(tarball, version, resolution, ending),
      })),
    )
  })
}

async function compile(
  tarball: string,
  version: string,
  resolution: Omit<Resolution, 'endings'>,
  ending: string,
): Promise<void> {
  const folder = await installPackages('mcp-versions/compilers', {
    '@mcp-obs/server': tarball,
    ...Object.fromEntries(COMPILERS.map((one) => [`typescript-${one}`, `npm:typescript@${one}`])),
  })
  const app = `app.${ending}`
  copyFileSync(join(import.meta.dirname, '../apps/consumer.ts'), join(folder, app))
  const compilerOptions = {
    ...resolution,
    target: 'es2022',
    lib: ['es2022', 'dom'],
    types: [],
    strict: true,
    exactOptionalPropertyTypes: true,
    skipLibCheck: false,
    noEmit: true,
  }
  writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify({ compilerOptions, files: [app] }))
  await runOrThrow(join(folder, `node_modules/typescript-${version}/bin/tsc`), {
    args: ['-p', folder],
    cwd: folder,
  })
}
