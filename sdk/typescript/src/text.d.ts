/** The e-mail syntax of HTML's `input[type=email]`. */
export declare const EMAIL_PATTERN: RegExp;
/** Well-formed Unicode, LF line ends, no C0 controls but tab and LF, no DEL, NFC. Idempotent. */
export declare function normaliseText(text: string): string;
/** A description or category: normalised, without space, tab and LF at both ends. Other white space stays. */
export declare function normaliseWords(text: string): string;
/** A title: like {@link normaliseWords}, on one line; each run of tabs and line feeds becomes a space. */
export declare function normaliseTitle(text: string): string;
/** Length in Unicode code points, which is how JSON Schema counts; `.length` counts UTF-16 units. */
export declare function codePoints(text: string): number;
/** The UTF-16 index at which `count` code points have passed, or `text.length` when there are fewer. */
export declare function indexOfCodePoint(text: string, count: number): number;
