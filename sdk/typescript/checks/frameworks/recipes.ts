/*
 * The recipes of the SDK's README: what each is installed with, and how its program runs.
 */
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

/** What runs the program: Node over stdio or HTTP, Next.js, or workerd. */
export type Host = 'stdio' | 'http' | 'next' | 'workerd'

export interface Recipe {
  /** The name in the README. */
  name: string
  host: Host
  /** What is installed beside the framework. */
  packages: Record<string, string>
}

const V1 = { '@modelcontextprotocol/sdk': '1.32.2', zod: '4.6.7' }
const V2 = { '@modelcontextprotocol/server': '2.4.0', zod: '4.6.7' }

export const RECIPES: Recipe[] = [
  {
    name: 'NestJS',
    host: 'http',
    packages: {
      '@rekog/mcp-nest': '2.0.5',
      '@nestjs/common': '12.5.1',
      '@nestjs/core': '12.5.1',
      '@nestjs/microservices': '12.1.1',
      '@nestjs/platform-express': '12.5.1',
      'reflect-metadata': '0.2.2',
      '@modelcontextprotocol/node': '2.1.2',
      ...V2,
    },
  },
  { name: 'FastMCP, HTTP', host: 'http', packages: { fastmcp: '4.20.16', ...V1 } },
  { name: 'FastMCP, stdio', host: 'stdio', packages: { fastmcp: '4.20.16', ...V1 } },
  { name: 'FastMCP, stateless HTTP', host: 'http', packages: { fastmcp: '4.20.16', ...V1 } },
  {
    name: 'Next.js',
    host: 'next',
    packages: {
      next: '16.4.6',
      'mcp-handler': '2.4.0',
      react: '19.3.1',
      'react-dom': '19.3.1',
      '@types/react': '19.3.0',
      ...V2,
    },
  },
  {
    name: 'mcp-framework',
    host: 'http',
    packages: { 'mcp-framework': '0.2.22', '@modelcontextprotocol/sdk': '1.32.2', zod: '3.25.76' },
  },
  {
    name: 'Cloudflare Agents',
    host: 'workerd',
    packages: { agents: '0.32.0', workerd: '1.20260730.1', ...V2 },
  },
  {
    name: 'Hono',
    host: 'http',
    packages: { hono: '4.13.19', '@hono/mcp': '0.3.2', '@hono/node-server': '2.1.9', ...V1 },
  },
  { name: 'Express', host: 'http', packages: { express: '5.3.0', ...V1 } },
]

const README = fileURLToPath(new URL('../../README.md', import.meta.url))

/** @returns the program of a recipe, as the README shows it */
export function readRecipe(name: string): string {
  const text = readFileSync(README, 'utf8')
  const [, after] = text.split(`<!-- recipe: ${name} -->\n`)
  const code = /^\s*```ts\n([\s\S]*?)^```$/m.exec(after ?? '')?.[1]
  if (code === undefined) throw new Error(`the README has no recipe ${name}`)
  return code
}

/** @returns the names of all recipes in the README */
export function listRecipes(): string[] {
  return Array.from(
    readFileSync(README, 'utf8').matchAll(/^<!-- recipe: (.+) -->$/gm),
    ([, name = '']) => name,
  )
}
