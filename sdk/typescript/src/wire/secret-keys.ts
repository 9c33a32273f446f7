/*
 * Which names stand for a secret value. Names are compared word by word, and their spelling does not matter: `apiKey`,
 * `API-KEY` and `x_api_key` match, `monkey` and `max_tokens` do not.
 */

const SECRET_WORDS = new Set(
  (
    'password passwd pwd passphrase passcode secret secrets credential credentials token auth authorization bearer ' +
    'jwt cookie cookies csrf xsrf saml sso otp totp pin cvv cvc ssn sid dsn signature'
  ).split(' '),
)

/** These count anywhere in the name after its separators are removed. */
const SECRET_PARTS = (
  'password passwd passphrase secret credential apikey privatekey accesskey signingkey encryptionkey masterkey ' +
  'authkey accesstoken refreshtoken authtoken idtoken sessiontoken bearertoken sessionid sessionkey setcookie ' +
  'connectionstring databaseurl cardnumber creditcard twofactor recoverycode onetimecode'
).split(' ')

/** These count only as the whole name. */
const SECRET_NAMES = new Set('session pass twofa mfacode'.split(' '))

/** Names that look like secrets but are none and help support: counts, paging cursors and ways of signing in. */
const HARMLESS_NAMES = new Set(
  (
    'tokencount tokenlimit tokenusage tokentype maxtoken mintoken pagetoken nextpagetoken prevpagetoken nexttoken ' +
    'continuationtoken synctoken progresstoken authmode authmethod authtype authrequired tokenexpired passwordpolicy'
  ).split(' '),
)

const LONGEST_NAME = 128

/** Whether the value under this name is a secret. `extra` holds more names, in the form of {@link joinName}. */
export function isSecretKey(name: string, extra?: ReadonlySet<string>): boolean {
  const words = splitName(name.length > LONGEST_NAME ? name.slice(0, LONGEST_NAME) : name)
  const joined = words.join('')
  if (extra?.has(joined)) return true
  if (HARMLESS_NAMES.has(joined)) return false
  if (SECRET_NAMES.has(joined)) return true
  return words.some((word) => SECRET_WORDS.has(word)) || SECRET_PARTS.some((part) => joined.includes(part))
}

/** The name in lower case without separators. */
export function joinName(name: string): string {
  return splitName(name).join('')
}

// A name that was redacted itself holds a marker. The rule's name in it says nothing about the value.
function splitName(name: string): string[] {
  return name
    .replace(/⟦[^⟦⟧]*⟧/g, ' ')
    .replace(/([a-z0-9])([A-Z])/g, '$1 $2')
    .replace(/([A-Z])([A-Z][a-z])/g, '$1 $2')
    .toLowerCase()
    .split(/[^a-z0-9]+/)
    .filter((word) => word !== '')
}
