import { z } from 'zod'

/** What is said of a field that is not there. `field-errors.ts` knows it by this sentence. */
export const MISSING = 'This field is missing.'

/** The issue of a value that was not accepted, before it has a message. */
type RawIssue = Parameters<NonNullable<ReturnType<typeof z.config>['customError']>>[0]

const TYPES: Readonly<Record<string, string>> = {
  string: 'Enter text.',
  number: 'Enter a number.',
  int: 'Enter a whole number.',
  boolean: 'Answer true or false.',
  array: 'Send a list.',
  object: 'Send an object.',
}

const FORMATS: Readonly<Record<string, string>> = {
  uuid: 'This is no id.',
  url: 'Enter a whole address, such as https://example.com.',
}

/** A sentence for people. zod's own ones name its patterns and types. A schema that has a better one says it itself. */
function plainSentence(issue: RawIssue): string {
  switch (issue.code) {
    case 'invalid_type':
      return issue.input === undefined ? MISSING : (TYPES[issue.expected] ?? 'This has the wrong type.')
    case 'too_small':
      return tooSmall(issue.origin, Number(issue.minimum), issue.inclusive !== false)
    case 'too_big':
      return tooBig(issue.origin, Number(issue.maximum))
    case 'invalid_format':
      return FORMATS[issue.format] ?? 'This does not have the right form.'
    case 'invalid_value':
      return `Choose one of these: ${issue.values.map(String).join(', ')}.`
    case 'unrecognized_keys':
      return 'This field is not known.'
    default:
      return 'This cannot be accepted.'
  }
}

function tooSmall(origin: string, minimum: number, inclusive: boolean): string {
  if (origin === 'string') return minimum === 1 ? 'Enter something.' : `Use at least ${minimum} characters.`
  if (origin === 'array') return `Choose at least ${minimum}.`
  return inclusive ? `Enter ${minimum} or more.` : `Enter more than ${minimum}.`
}

function tooBig(origin: string, maximum: number): string {
  if (origin === 'string') return `Use at most ${maximum.toLocaleString('en')} characters.`
  if (origin === 'array') return `Choose at most ${maximum}.`
  return 'This number is too large.'
}

z.config({ customError: plainSentence })
