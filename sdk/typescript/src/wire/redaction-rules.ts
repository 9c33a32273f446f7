/*
 * Written by `npm run rules` from sdk/contract/redaction-rules.json. Change that file instead.
 */

/** A secret that is recognised by its form. The README of sdk/contract says what the members mean. */
export interface ValueRule {
  readonly name: string
  readonly pattern: string
  readonly prefilter?: string
  readonly begins?: true
  readonly anyCase?: true
  readonly keep?: number
  readonly check?: 'luhn'
  readonly option?: 'emails' | 'ips'
}

export const VALUE_RULES: readonly ValueRule[] = [
  { name: 'pem', prefilter: '-----BEGIN ', begins: true, pattern: String.raw`-----BEGIN [A-Z0-9 ]{0,40}PRIVATE KEY(?: BLOCK)?-----[^⟦⟧-]*(?:-(?!----END)[^⟦⟧-]*)*(?:-----END [A-Z0-9 ]{0,40}-----)?` },
  { name: 'url-userinfo', prefilter: '://', begins: true, keep: 1, pattern: String.raw`(:\/\/)(?:[^ \t\n\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000\ufeff\/?#@:"'<>⟦⟧]*:[^ \t\n\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000\ufeff\/?#"'<>⟦⟧]*|[^ \t\n\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000\ufeff\/?#@:"'<>⟦⟧]{16,})(?=@)` },
  { name: 'url-param', prefilter: '=', keep: 1, pattern: String.raw`([?&#](?:[aA][cC][cC][eE][sS][sS]_[tT][oO][kK][eE][nN]|[iI][dD]_[tT][oO][kK][eE][nN]|[rR][eE][fF][rR][eE][sS][hH]_[tT][oO][kK][eE][nN]|[tT][oO][kK][eE][nN]|[aA][pP][iI]_[kK][eE][yY]|[aA][pP][iI][kK][eE][yY]|[aA][pP][iI]-[kK][eE][yY]|[kK][eE][yY]|[sS][eE][cC][rR][eE][tT]|[cC][lL][iI][eE][nN][tT]_[sS][eE][cC][rR][eE][tT]|[pP][aA][sS][sS][wW][oO][rR][dD]|[pP][aA][sS][sS][wW][dD]|[pP][wW][dD]|[aA][uU][tT][hH]|[jJ][wW][tT]|[sS][eE][sS][sS][iI][oO][nN]|[sS][eE][sS][sS][iI][oO][nN][iI][dD]|[sS][iI][dD]|[sS][iI][gG]|[sS][iI][gG][nN][aA][tT][uU][rR][eE]|[xX]-[aA][mM][zZ]-[sS][iI][gG][nN][aA][tT][uU][rR][eE]|[xX]-[aA][mM][zZ]-[sS][eE][cC][uU][rR][iI][tT][yY]-[tT][oO][kK][eE][nN]|[xX]-[aA][mM][zZ]-[cC][rR][eE][dD][eE][nN][tT][iI][aA][lL]|[xX]-[gG][oO][oO][gG]-[sS][iI][gG][nN][aA][tT][uU][rR][eE]|[xX]-[gG][oO][oO][gG]-[cC][rR][eE][dD][eE][nN][tT][iI][aA][lL])=)[^ \t\n\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000\ufeff&#"'<>\\⟦⟧]+` },
  { name: 'url-param', prefilter: 'code=', keep: 1, pattern: String.raw`([?&#]code=)[^ \t\n\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000\ufeff&#"'<>\\⟦⟧]{8,}` },
  { name: 'bearer', prefilter: 'bearer', anyCase: true, keep: 1, pattern: String.raw`([bB][eE][aA][rR][eE][rR][ \t]{1,4})(?=[A-Za-z._~+/=-]{0,64}?[0-9]|[A-Za-z0-9._~+/=-]{20})[A-Za-z0-9._~+/=-]{6,}` },
  { name: 'basic', prefilter: 'basic', anyCase: true, keep: 1, pattern: String.raw`([bB][aA][sS][iI][cC][ \t]{1,4})(?=[A-Za-z+/_-]{0,64}?[0-9=]|[A-Za-z0-9+/_-]{20})[A-Za-z0-9+/_=-]{6,}` },
  { name: 'jwt', prefilter: 'eyJ', begins: true, keep: 1, pattern: String.raw`(?:(?<![A-Za-z0-9⟧])|(?<=\\[nrtbf]))(?:(eyJ[A-Za-z0-9_-]{8,}(?![A-Za-z0-9_.-]|⟦cut:chars))|eyJ[A-Za-z0-9_-]{8,}(?:\.[A-Za-z0-9_.=-]*)?)` },
  { name: 'aws', prefilter: 'AKIA', begins: true, pattern: String.raw`(?:(?<![A-Za-z0-9⟧])|(?<=\\[nrtbf]))AKIA[0-9A-Z]{8,}` },
  { name: 'aws', prefilter: 'ASIA', begins: true, pattern: String.raw`(?:(?<![A-Za-z0-9⟧])|(?<=\\[nrtbf]))ASIA[0-9A-Z]{8,}` },
  { name: 'github', prefilter: 'gh', begins: true, pattern: String.raw`(?:(?<![A-Za-z0-9⟧])|(?<=\\[nrtbf]))gh[pousr]_[A-Za-z0-9_]{8,}` },
  { name: 'github', prefilter: 'github_pat_', begins: true, pattern: String.raw`(?:(?<![A-Za-z0-9⟧])|(?<=\\[nrtbf]))github_pat_[A-Za-z0-9_]{8,}` },
  { name: 'gitlab', prefilter: 'gl', begins: true, pattern: String.raw`(?:(?<![A-Za-z0-9⟧])|(?<=\\[nrtbf]))gl(?:pat|dt|rt|cbt|ptt|ft|imt|agent|oas|soat)-[A-Za-z0-9_.-]{8,}` },
  { name: 'slack', prefilter: 'xox', begins: true, pattern: String.raw`(?:(?<![A-Za-z0-9⟧])|(?<=\\[nrtbf]))xox[abeoprs]-[A-Za-z0-9-]{6,}` },
  { name: 'slack', prefilter: 'xapp-', begins: true, pattern: String.raw`(?:(?<![A-Za-z0-9⟧])|(?<=\\[nrtbf]))xapp-[A-Za-z0-9-]{6,}` },
  { name: 'stripe', prefilter: 'sk_', begins: true, pattern: String.raw`(?:(?<![A-Za-z0-9⟧])|(?<=\\[nrtbf]))sk_(?:live|test)_[A-Za-z0-9+/=]{6,}` },
  { name: 'stripe', prefilter: 'rk_', begins: true, pattern: String.raw`(?:(?<![A-Za-z0-9⟧])|(?<=\\[nrtbf]))rk_(?:live|test)_[A-Za-z0-9+/=]{6,}` },
  { name: 'stripe', prefilter: 'whsec_', begins: true, pattern: String.raw`(?:(?<![A-Za-z0-9⟧])|(?<=\\[nrtbf]))whsec_[A-Za-z0-9+/=]{6,}` },
  { name: 'google', prefilter: 'AIza', begins: true, pattern: String.raw`(?:(?<![A-Za-z0-9⟧])|(?<=\\[nrtbf]))AIza[A-Za-z0-9_-]{16,}` },
  { name: 'google', prefilter: 'ya29.', begins: true, pattern: String.raw`(?:(?<![A-Za-z0-9⟧])|(?<=\\[nrtbf]))ya29\.[A-Za-z0-9_.-]{8,}` },
  { name: 'google', prefilter: 'GOCSPX-', begins: true, pattern: String.raw`(?:(?<![A-Za-z0-9⟧])|(?<=\\[nrtbf]))GOCSPX-[A-Za-z0-9_-]{8,}` },
  { name: 'anthropic', prefilter: 'sk-ant-', begins: true, pattern: String.raw`(?:(?<![A-Za-z0-9⟧])|(?<=\\[nrtbf]))sk-ant-[A-Za-z0-9_-]{6,}` },
  { name: 'openai', prefilter: 'sk-', begins: true, pattern: String.raw`(?:(?<![A-Za-z0-9⟧])|(?<=\\[nrtbf]))sk-(?=(?:(?![_-]sk-)[A-Za-z_-]){0,64}?[0-9])[A-Za-z0-9_-]{16,}` },
  { name: 'npm', prefilter: 'npm_', begins: true, pattern: String.raw`(?:(?<![A-Za-z0-9⟧])|(?<=\\[nrtbf]))npm_[A-Za-z0-9]{16,}` },
  { name: 'sendgrid', prefilter: 'SG.', begins: true, pattern: String.raw`(?:(?<![A-Za-z0-9⟧])|(?<=\\[nrtbf]))SG\.[A-Za-z0-9_-]{16,}[A-Za-z0-9_.-]*` },
  { name: 'twilio', prefilter: 'SK', begins: true, pattern: String.raw`(?:(?<![A-Za-z0-9⟧])|(?<=\\[nrtbf]))SK[0-9a-f]{24,}` },
  { name: 'mcp-obs', prefilter: 'mo', begins: true, pattern: String.raw`(?:(?<![A-Za-z0-9⟧])|(?<=\\[nrtbf]))mo[krt]_[0-9a-hjkmnp-tv-z]{8,}` },
  { name: 'card', check: 'luhn', pattern: String.raw`(?<![A-Za-z0-9_.⟧-])[2-6][0-9](?:[ -]?[0-9]){11,17}(?![A-Za-z0-9_]|⟦cut)` },
  { name: 'email', prefilter: '@', option: 'emails', pattern: String.raw`(?:(?<![A-Za-z0-9⟧])|(?<=\\[nrtbf]))[A-Za-z0-9._%+-]{1,64}@[A-Za-z0-9-]{1,63}(?:\.[A-Za-z0-9-]{1,63}){1,8}` },
  { name: 'ip', prefilter: '.', option: 'ips', pattern: String.raw`(?<![A-Za-z0-9.⟧])(?:[0-9]{1,3}\.){3}[0-9]{1,3}(?![A-Za-z0-9.⟦])` },
  { name: 'ip', prefilter: ':', option: 'ips', pattern: String.raw`(?<![A-Za-z0-9:⟧])(?:[0-9a-f]{1,4}:){4,7}(?::?[0-9a-f]{1,4}){1,4}(?![A-Za-z0-9:⟦])` },
]

/** Names of secret values: words and parts of names, whole names, and names that are harmless in spite of these. */
export const KEY_NAMES = {
  word: 'password passwd pwd passphrase passcode secret secrets credential credentials token auth authorization bearer jwt cookie cookies csrf xsrf saml sso otp totp pin cvv cvc ssn sid dsn signature',
  part: 'password passwd passphrase secret credential apikey privatekey accesskey signingkey encryptionkey masterkey authkey accesstoken refreshtoken authtoken idtoken sessiontoken bearertoken sessionid sessionkey setcookie connectionstring databaseurl cardnumber creditcard twofactor recoverycode onetimecode',
  whole: 'session pass twofa mfacode',
  harmless: 'tokencount tokenlimit tokenusage tokentype maxtoken mintoken pagetoken nextpagetoken prevpagetoken nexttoken continuationtoken synctoken progresstoken authmode authmethod authtype authrequired tokenexpired passwordpolicy',
} as const

/** Patterns for a name in text and for its value. */
export const NAMED_VALUES = {
  quoted: String.raw`(?<!\\)(\\{0,7})(["'])([^\\\n"'⟦⟧]{1,128})\1\2[ \t\n]{0,8}:[ \t\n]{0,8}`,
  quotedValue: String.raw`[^ \t\n\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000\ufeff,;\]}"'⟦⟧\\]*`,
  bare: String.raw`(?<![A-Za-z0-9_$?&#⟧.-])([A-Za-z_$][A-Za-z0-9_$.-]{0,127})[ \t]{0,4}([:=])[ \t]{0,4}`,
  bareValue: String.raw`[^ \t\n\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000\ufeff&,;"'<>(){}\[\]⟦⟧\\]*`,
  line: String.raw`[^\n"'⟦⟧\\]*`,
  headers: 'authorization proxy-authorization cookie set-cookie x-api-key',
} as const
