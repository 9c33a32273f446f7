import { readFileSync } from 'node:fs'
import { parse } from 'yaml'

/** A service of a Compose file, as far as tests read it. */
export interface Service {
  image?: string
  restart?: string
  stop_grace_period?: string
  deploy?: { replicas: string }
  ports?: string[]
  volumes?: string[]
  environment?: Record<string, string>
  entrypoint?: string[]
  command?: string[]
  healthcheck?: { test: string[] }
}

/** A Compose file as an engine reads it. @throws when it needs a variable that is not there */
export function readCompose(file: string, variables: Record<string, string>): Record<string, Service> {
  const text = readFileSync(file, 'utf8').replaceAll(
    /\$\$|\$\{(\w+)(?::([-?])([^}]*))?\}/g,
    (whole, name: string, operator: string | undefined, rest: string) => {
      if (whole === '$$') return '$'
      const value = variables[name] || (operator === '-' ? rest : undefined)
      if (value === undefined) throw new Error(`${file} needs ${name}`)
      return value
    },
  )
  return (
    parse(text, { strict: true, uniqueKeys: true, merge: true }) as { services: Record<string, Service> }
  ).services
}

/** What `ENV` of the image sets. */
export const image = Object.fromEntries(
  [...readFileSync('Dockerfile', 'utf8').matchAll(/^ENV (.+)$/gm)]
    .flatMap(([, line = '']) => line.split(' '))
    .map((setting) => setting.split('=') as [string, string]),
)

/** The variables that the platform reads, with their defaults. */
export function readSettings(): Record<string, string | undefined> {
  const [, schema = ''] = /z\.object\(\{\n(.+?)\n\}\)/s.exec(readFileSync('server/config.ts', 'utf8'))!
  const found = schema.matchAll(/^ {2}([A-Z][A-Z0-9_]+): (.*?)(?=\n {2}(?:[A-Z/]|$)|$(?![\s\S]))/gms)
  return Object.fromEntries(
    [...found].map(([, name = '', rule = '']) => [name, /default\((.*?)\)/.exec(rule)?.[1]]),
  )
}
