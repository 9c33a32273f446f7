import { sha256 } from './sha256.ts'

/** UTF-16 units of a message that count. What is beyond them is detail. */
const READ = 1_000
/** What stands in a folded message for what differs from call to call. */
export const FOLDED = '#'

/** Letters of scripts that are written without spaces: whole sentences are one run of them. */
const DENSE = String.raw`[[\p{scx=Han}\p{scx=Hira}\p{scx=Kana}\p{scx=Thai}\p{scx=Laoo}\p{scx=Khmr}\p{scx=Mymr}]&&[\p{L}\p{M}]]`
const IN_WORD = String.raw`[[\p{L}\p{N}]--${DENSE}]`
/** A quoted value. A quote inside of a word is an apostrophe. */
const QUOTED = new RegExp(
  String.raw`(?<!${IN_WORD})(?:"[^"]*"|“[^”]*”|„[^“”]*[“”]|«[^»]*»|‹[^›]*›|「[^」]*」|『[^』]*』|‘[^’]*’|\u0060[^\u0060]*\u0060|'[^']*'(?!${IN_WORD}))`,
  'gv',
)
const WORD = new RegExp(String.raw`[[\p{L}\p{N}\p{M}_\-]--${DENSE}]+`, 'gv')
const WITH_NUMBER = /\p{N}/u

/**
 * Names a failure: tickets of one organization with the same server, tool, error and message have the same one. Numbers, ids and
 * quoted values differ from call to call, so they do not count.
 *
 * @param error its name, or how the call ended
 * @returns 128 bits in hexadecimal
 */
export function fingerprintOf(mcpServerId: string, tool: string, error: string, message: string): string {
  const text = JSON.stringify([mcpServerId, tool, error, foldMessage(message)])
  return sha256(text).toString('hex', 0, 16)
}

/** A message with `#` for each number, id, address and quoted value. Linear in its length. */
export function foldMessage(message: string): string {
  return message
    .slice(0, READ)
    .toWellFormed()
    .replace(QUOTED, FOLDED)
    .replace(/\S+/g, (part) => (part.includes('@') ? FOLDED : part))
    .replace(WORD, (word) => (WITH_NUMBER.test(word) ? FOLDED : word))
    .replace(/#(?:[#.,:/+-]|\s(?=#))*/g, FOLDED)
    .replace(/\s+/g, ' ')
    .trim()
}
