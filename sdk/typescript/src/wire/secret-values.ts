/*
 * Secrets that are recognised by their form, wherever they stand. All rules are one pattern that runs once from left to
 * right. Each rule matches from a secret's start to the end of its characters, so it also matches a secret whose end
 * was cut off. Lookaheads are bounded and no rule nests quantifiers, so the time is linear in the length of the text.
 */
import { ISSUED_SECRET_SOURCE } from './issued-secret.ts'
import { MARKER_SOURCE, redactedMarker } from './markers.ts'

interface ValueRule {
  /** The name in the marker. */
  readonly name: string
  readonly pattern: string
  readonly accept?: (match: string) => boolean
}

// A secret starts where a word starts. In JSON text, an escape such as \n before it is not part of a word.
const START = String.raw`(?:(?<![A-Za-z0-9⟧])|(?<=\\[nrtbf]))`
const HAS_DIGIT = String.raw`(?=[A-Za-z._~+/=-]{0,64}[0-9]|[A-Za-z0-9._~+/=-]{20})`
const URL_PARAMS =
  'access_token|id_token|refresh_token|token|api_key|apikey|api-key|key|secret|client_secret|password|passwd|pwd|' +
  'auth|jwt|session|sessionid|sid|sig|signature|x-amz-signature|x-amz-security-token|x-amz-credential|' +
  'x-goog-signature|x-goog-credential'

const VALUE_RULES: readonly ValueRule[] = [
  {
    name: 'pem',
    pattern: String.raw`-----BEGIN [A-Z0-9 ]{0,40}PRIVATE KEY(?: BLOCK)?-----(?:[^⟦⟧-]|-(?!----END))*(?:-----END [A-Z0-9 ]{0,40}-----)?`,
  },
  {
    name: 'url-userinfo',
    pattern: String.raw`(?<=:\/\/)(?:[^\s\/?#@:"'<>⟦⟧]*:[^\s\/?#"'<>⟦⟧]*|[^\s\/?#@:"'<>⟦⟧]{16,})(?=@)`,
  },
  { name: 'url-param', pattern: String.raw`(?<=[?&#](?:${ignoreCase(URL_PARAMS)})=)[^\s&#"'<>\\⟦⟧]+` },
  { name: 'url-param', pattern: String.raw`(?<=[?&#]code=)[^\s&#"'<>\\⟦⟧]{8,}` },
  {
    name: 'bearer',
    pattern: String.raw`(?<=${ignoreCase('bearer')}[ \t]{1,4})${HAS_DIGIT}[A-Za-z0-9._~+/=-]{6,}`,
  },
  {
    name: 'basic',
    pattern: String.raw`(?<=${ignoreCase('basic')}[ \t]{1,4})(?=[A-Za-z+/_-]{0,64}[0-9=]|[A-Za-z0-9+/_-]{20})[A-Za-z0-9+/_=-]{6,}`,
  },
  { name: 'jwt', pattern: String.raw`${START}eyJ[A-Za-z0-9_-]{8,}(?:\.[A-Za-z0-9_.=-]*|(?=⟦cut:chars))` },
  { name: 'aws', pattern: String.raw`${START}(?:AKIA|ASIA)[0-9A-Z]{8,}` },
  { name: 'github', pattern: String.raw`${START}(?:gh[pousr]|github_pat)_[A-Za-z0-9_]{8,}` },
  {
    name: 'gitlab',
    pattern: String.raw`${START}gl(?:pat|dt|rt|cbt|ptt|ft|imt|agent|oas|soat)-[A-Za-z0-9_.-]{8,}`,
  },
  { name: 'slack', pattern: String.raw`${START}(?:xox[abeoprs]|xapp)-[A-Za-z0-9-]{6,}` },
  { name: 'stripe', pattern: String.raw`${START}(?:(?:sk|rk)_(?:live|test)|whsec)_[A-Za-z0-9+/=]{6,}` },
  {
    name: 'google',
    pattern: String.raw`${START}(?:AIza[A-Za-z0-9_-]{16,}|ya29\.[A-Za-z0-9_.-]{8,}|GOCSPX-[A-Za-z0-9_-]{8,})`,
  },
  { name: 'anthropic', pattern: String.raw`${START}sk-ant-[A-Za-z0-9_-]{6,}` },
  { name: 'openai', pattern: String.raw`${START}sk-(?=[A-Za-z_-]{0,64}[0-9])[A-Za-z0-9_-]{16,}` },
  { name: 'npm', pattern: String.raw`${START}npm_[A-Za-z0-9]{16,}` },
  { name: 'sendgrid', pattern: String.raw`${START}SG\.[A-Za-z0-9_-]{16,}[A-Za-z0-9_.-]*` },
  { name: 'twilio', pattern: String.raw`${START}SK[0-9a-f]{24,}` },
  { name: 'mcp-obs', pattern: `${START}${ISSUED_SECRET_SOURCE}` },
  {
    name: 'card',
    pattern: String.raw`(?<![A-Za-z0-9_.⟧-])[2-6][0-9](?:[ -]?[0-9]){11,17}(?![A-Za-z0-9_⟦])`,
    accept: isCard,
  },
]

const EMAIL: ValueRule = {
  name: 'email',
  pattern: String.raw`${START}[A-Za-z0-9._%+-]{1,64}@[A-Za-z0-9-]{1,63}(?:\.[A-Za-z0-9-]{1,63}){1,8}`,
}
const IP: ValueRule = {
  name: 'ip',
  pattern: String.raw`(?<![A-Za-z0-9.⟧])(?:[0-9]{1,3}\.){3}[0-9]{1,3}(?![A-Za-z0-9.⟦])|(?<![A-Za-z0-9:⟧])(?:[0-9a-f]{1,4}:){4,7}(?::?[0-9a-f]{1,4}){1,4}(?![A-Za-z0-9:⟦])`,
}

/** Replaces secrets in text that is well-formed and has no ⟦ or ⟧ outside markers. Markers stay whole. */
export type RedactSecrets = (text: string) => string

/** Compiles the built-in rules, and those that a host switched on, to one function. */
export function compileSecretValues(options: { emails?: boolean; ips?: boolean } = {}): RedactSecrets {
  const rules = [...VALUE_RULES, ...(options.emails ? [EMAIL] : []), ...(options.ips ? [IP] : [])]
  const source = [MARKER_SOURCE, ...rules.map((rule) => rule.pattern)]
    .map((pattern) => `(${pattern})`)
    .join('|')
  const pattern = new RegExp(source, 'g')

  return (text) => {
    let redacted = ''
    let from = 0
    pattern.lastIndex = 0
    for (let match = pattern.exec(text); match; match = pattern.exec(text)) {
      // Group 1 is a marker, which is skipped. Group n + 2 is rule n.
      const index = match.indexOf(match[0], 1) - 2
      const rule = rules[index]
      if (!rule) continue
      if (rule.accept && !rule.accept(match[0])) {
        // This was no secret, but there may be one inside it, so the search goes on at the next character.
        pattern.lastIndex = match.index + 1
        continue
      }
      redacted += text.slice(from, match.index) + redactedMarker(rule.name)
      from = pattern.lastIndex
    }
    return from === 0 ? text : redacted + text.slice(from)
  }
}

/** Whether a number has the first digits and the length of a card number and passes Luhn's check. */
function isCard(match: string): boolean {
  const digits = match.replace(/[ -]/g, '')
  if (
    !/^(?:4(?:\d{12}|\d{15}|\d{18})|5[1-5]\d{14}|2[2-7]\d{14}|3[47]\d{13}|3[0689]\d{12}|35\d{14}|6\d{15,18})$/.test(
      digits,
    )
  ) {
    return false
  }
  let sum = 0
  for (let i = 0; i < digits.length; i++) {
    const digit = Number(digits[digits.length - 1 - i])
    const weighed = i % 2 === 0 ? digit : digit * 2
    sum += weighed > 9 ? weighed - 9 : weighed
  }
  return sum % 10 === 0
}

/** Writes both cases of each letter, because on Node 20 a `RegExp` flag cannot apply to a part of a pattern. */
function ignoreCase(source: string): string {
  return source.replace(/[a-z]/g, (letter) => `[${letter}${letter.toUpperCase()}]`)
}
