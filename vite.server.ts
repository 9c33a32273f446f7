import { defineConfig } from 'vite'

/*
 * Bundles the server with its packages for production: a start then reads few files, and not one for each module (decision 002).
 *
 *   npm run build:server
 */
const root = import.meta.dirname
const folders = { '#server': 'server', '#shared': 'shared', '#sdk/wire': 'sdk/typescript/src/wire' }

export default defineConfig({
  root,
  resolve: {
    alias: Object.entries(folders).map(([name, folder]) => ({
      find: new RegExp(`^${name}/`),
      replacement: `${root}/${folder}/`,
    })),
  },
  // A library of machine code is no text to bundle.
  ssr: { noExternal: true, external: ['@node-rs/argon2'] },
  build: {
    ssr: true,
    outDir: 'dist/server',
    target: 'node24',
    sourcemap: true,
    rolldownOptions: {
      input: ['server/main.ts', 'server/cli/read-env-file.ts'],
      output: { chunkFileNames: '[name]-[hash].js', sourcemapExcludeSources: true },
      // Two packages call it, as they do without a bundle.
      checks: { eval: false },
    },
  },
})
