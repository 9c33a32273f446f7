import { sortRules, type KeyRule, type Rule, type ValueRule } from './rules.ts'

/** Where the Python SDK has the rules, from the root of the repository. */
export const PYTHON_FILE = 'sdk/python/src/mcp_obs_server/wire/redaction_rules.py'

/** The source of that file. */
export function writePython(rules: readonly Rule[]): string {
  const { values, namesOf, quoted, bare, flag, element, pair } = sortRules(rules)
  const names = (match: KeyRule['match']): string => literal(namesOf(match).join(' '))
  return `"""Written by \`\`npm run rules\`\` from sdk/contract/redaction-rules.json. Change that file instead."""

from typing import Final, Literal, NamedTuple


class ValueRule(NamedTuple):
    """A secret that is recognised by its form. The README of sdk/contract says what the members mean."""

    name: str
    pattern: str
    prefilter: str = ""
    begins: bool = False
    reach: int | None = None
    any_case: bool = False
    keep: int | None = None
    check: Literal["luhn"] | None = None
    option: Literal["emails", "ips"] | None = None


VALUE_RULES: Final = (
${values.map((rule) => `    ${writeValueRule(rule)},\n`).join('')})

# Names of secret values: words and parts of names, and whole names.
SECRET_WORDS: Final = frozenset(${names('word')}.split())
SECRET_PARTS: Final = tuple(${names('part')}.split())
SECRET_NAMES: Final = frozenset(${names('whole')}.split())
# Whole names of values that must look random or be digits.
RANDOM_NAMES: Final = frozenset(${names('random')}.split())
DIGITS_NAMES: Final = frozenset(${names('digits')}.split())
# Words around the number of a card.
CARD_WORDS: Final = frozenset(${names('card')}.split())
# Members of a Secret of Kubernetes, and of a JWK.
MANIFEST_NAMES: Final = frozenset(${names('manifest')}.split())
JWK_NAMES: Final = frozenset(${names('jwk')}.split())
# Names, last words and words that are harmless in spite of these.
HARMLESS_NAMES: Final = frozenset(${names('harmless')}.split())
HARMLESS_ENDS: Final = frozenset(${names('harmless-end')}.split())
HARMLESS_WORDS: Final = frozenset(${names('harmless-word')}.split())

# Patterns for a name in text and for its value.
QUOTED: Final = ${literal(quoted.pattern)}
QUOTED_VALUE: Final = ${literal(quoted.value)}
BARE: Final = ${literal(bare.pattern)}
BARE_VALUE: Final = ${literal(bare.value)}
LINE: Final = ${literal(bare.line ?? '')}
PHRASE: Final = ${literal(bare.phrase ?? '')}
HEADERS: Final = frozenset(${literal((bare.headers ?? []).join(' '))}.split())
KEPT: Final = ${literal(bare.kept ?? '')}
PLAIN: Final = frozenset(${literal((bare.plain ?? []).join(' '))}.split())
FLAG: Final = ${literal(flag.pattern)}
ELEMENT: Final = ${literal(element.pattern)}
PAIR: Final = ${literal(pair.pattern)}
ELEMENT_VALUE: Final = ${literal(element.value)}
`
}

function writeValueRule(rule: ValueRule): string {
  const { name, pattern, prefilter, begins, reach, anyCase, keep, check, option } = rule
  const members = [
    literal(name),
    literal(pattern),
    prefilter !== undefined && `prefilter=${literal(prefilter)}`,
    begins && 'begins=True',
    reach !== undefined && `reach=${reach}`,
    anyCase && 'any_case=True',
    keep !== undefined && `keep=${keep}`,
    check && `check=${literal(check)}`,
    option && `option=${literal(option)}`,
  ]
  return `ValueRule(${members.filter(Boolean).join(', ')})`
}

/** A raw string, in the quotes that it does not contain. */
function literal(text: string): string {
  const quote = ['"', "'", '"""', "'''"].find((one) => !text.includes(one) && !text.endsWith(one.charAt(0)))
  if (quote === undefined || text.endsWith('\\')) throw new Error(`no raw string of Python holds ${text}`)
  return `${text.includes('\\') ? 'r' : ''}${quote}${text}${quote}`
}
