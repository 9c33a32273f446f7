/*
 * The packed types in projects of every kind: each supported TypeScript, each way in which it resolves modules, as an ES
 * module and as CommonJS. Declarations are checked too, and `undefined` is no value of an optional property.
 */
import { copyFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Check } from '../../../../testkit/checks/run-checks.ts'
import { installPackages } from '../../../../testkit/packages/install-packages.ts'
import { runOrThrow } from '../../../../testkit/processes/program.ts'

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
/** The oldest TypeScript that is promised, and what is current. TypeScript 7 knows `node10` no more. */
const COMPILERS: Record<string, Resolution[]> = {
  '5.2.2': [NODE10, ...MODERN],
  '5.9.3': [NODE10, ...MODERN],
  '7.0.2': MODERN,
}

export function checkCompilers(tarball: string): Check[] {
  return Object.entries(COMPILERS).flatMap(([version, resolutions]) =>
    resolutions.flatMap(({ endings, ...resolution }) =>
      endings.map((ending) => ({
        name: `TypeScript ${version}, ${resolution.moduleResolution}, .${ending}: the types are found and hold`,
        run: () => compile(tarball, version, resolution, ending),
      })),
    ),
  )
}

async function compile(
  tarball: string,
  version: string,
  resolution: Omit<Resolution, 'endings'>,
  ending: string,
): Promise<void> {
  const folder = await installPackages('mcp-versions/compilers', {
    '@mcp-obs/server': tarball,
    ...Object.fromEntries(
      Object.keys(COMPILERS).map((one) => [`typescript-${one}`, `npm:typescript@${one}`]),
    ),
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
