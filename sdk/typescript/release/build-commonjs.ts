/*
 * Adds the CommonJS form to the build, for projects that use `require`. It is made of the compiled ES modules. Both forms
 * of one release share what they know (`capture/client.ts`), so that an app may load both.
 *
 *   npm run build:sdk
 */
import { cpSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { build } from 'vite'

const dist = join(import.meta.dirname, '../dist')
const commonJs = join(dist, 'cjs')

rmSync(commonJs, { recursive: true, force: true })
await build({
  configFile: false,
  root: dist,
  logLevel: 'warn',
  define: { 'import.meta.url': '__filename' },
  build: {
    lib: {
      entry: { index: join(dist, 'index.js'), 'oauth/index': join(dist, 'oauth/index.js') },
      formats: ['cjs'],
    },
    outDir: commonJs,
    target: 'es2022',
    minify: false,
    rolldownOptions: {
      external: /^(?:node:|jose$)/,
      output: { preserveModules: true, preserveModulesRoot: dist, entryFileNames: '[name].js' },
    },
  },
})
// A declaration is read as the form that the nearest package.json names.
for (const file of readdirSync(dist, { encoding: 'utf8', recursive: true }))
  if (file.endsWith('.d.ts') && !file.startsWith('cjs')) cpSync(join(dist, file), join(commonJs, file))
writeFileSync(join(commonJs, 'package.json'), '{ "type": "commonjs" }\n')
