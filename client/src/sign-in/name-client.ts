import type { ClientDto } from '#shared/sign-in.ts'

/** Code points of a name that are shown: enough for a name, too few to write a message over the page. */
const MAX_NAME = 60

/** What a client calls itself, cut to the length of a name. Still untrusted: shown with `UntrustedText` only. */
export function nameOfClient({ name }: ClientDto): string {
  const line = name.replaceAll(/\s+/g, ' ').trim()
  const characters = Array.from(line)
  if (characters.length > MAX_NAME) return `${characters.slice(0, MAX_NAME).join('')}…`
  return line || 'An app without a name'
}
