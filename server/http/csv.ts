/*
 * CSV for spreadsheets: RFC 4180 with every field in quotes, and in UTF-8 with a byte order mark, because Excel reads a file
 * without one in the code page of its machine, and LibreOffice takes it as a sign of UTF-8.
 */

/** The first characters of a file. */
export const BYTE_ORDER_MARK = '\uFEFF'

/** Before a sign that begins a formula, spreadsheets skip these. */
const SKIPPED = String.raw`[\s\p{Z}\p{C}\p{Default_Ignorable_Code_Point};,"'\u2018\u2019\u201C\u201D\u0060]`
/** Signs that begin a formula, also those that a spreadsheet may read as them: full width, small, and the minus sign. */
const FORMULA = String.raw`[=+\-@\uFF1D\uFF0B\uFF0D\uFF20\uFE66\uFE62\uFE63\uFE6B\u2212]`
/** Each run is looked at once, so that this is linear. */
const BEGIN = new RegExp(`(?<!${SKIPPED})(${SKIPPED}*)(?=${FORMULA})`, 'gu')
/** Where Excel begins another cell when its list separator is not the comma: then the quotes of this file mean nothing. */
const CELL_ENDS = [';', '\t', '\r', '\n']
const CONTROL_START = /^[\t\r\n\0]/

/** One line of a file. */
export function csvLine(fields: readonly string[]): string {
  return `${fields.map((field) => `"${withoutFormulas(field).replaceAll('"', '""')}"`).join(',')}\r\n`
}

/** The text with an apostrophe in front of whatever a spreadsheet could take for a formula. */
export function withoutFormulas(text: string): string {
  const safe = text.replaceAll(BEGIN, (run: string, _group: string, at: number) => {
    const cell = 1 + Math.max(...CELL_ENDS.map((end) => run.lastIndexOf(end)))
    if (at > 0 && cell === 0) return run
    return `${at === 0 && cell > 0 ? "'" : ''}${run.slice(0, cell)}'${run.slice(cell)}`
  })
  return CONTROL_START.test(safe) ? `'${safe}` : safe
}
