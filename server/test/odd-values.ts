/** What no client of ours sends, each once: text that databases compare in their own ways, too much text, and other types. */
export const ODD_VALUES: readonly unknown[] = [
  '',
  ' ',
  '\u0000',
  'a\u0000b',
  '\uD800',
  'a\uDFFFb',
  'é',
  'e\u0301',
  'İ',
  'ß',
  '\u{1F4A5}',
  '\u202Eabc',
  'x ',
  ' x',
  `' or 1=1 -- `,
  `\\' or 1=1 -- `,
  '\\',
  '%',
  '?',
  '9'.repeat(400),
  'x'.repeat(65_536),
  'é'.repeat(65_536),
  `a${'\u0315\u0300'.repeat(15_500)}`,
  -1,
  1e308,
  0.5,
  true,
  null,
  [],
  ['x'],
  {},
  { toString: 'x', __proto__: null },
]

export const ODD_TEXTS = ODD_VALUES.filter((value) => typeof value === 'string')

/** Every copy of an input with one of its values replaced; values inside objects included. */
export function withEachValue(input: object, odd: unknown): object[] {
  return Object.entries(input).flatMap(([name, value]) => {
    const inside = isObject(value)
      ? withEachValue(value, odd).map((each) => ({ ...input, [name]: each }))
      : []
    return [{ ...input, [name]: odd }, ...inside]
  })
}

/** Every copy of an input with a space after one of its texts. MySQL takes such a text for the same as the one without. */
export function withSpaceAfterEach(input: object): object[] {
  return Object.entries(input).flatMap(([name, value]): object[] => {
    if (typeof value === 'string') return [{ ...input, [name]: `${value} ` }]
    return isObject(value) ? withSpaceAfterEach(value).map((each) => ({ ...input, [name]: each })) : []
  })
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
