/*
 * How the names in the table are read.
 */

/** Returns each name of a text: `a/{b, c} d` gives `a/b`, `a/c` and `d`. */
export function expand(text = ''): string[] {
  const words = text.match(/(?:\{[^}]*\}|[^\s{])+/g) ?? []
  return words.flatMap((word) => {
    const [, before = '', inner, after = ''] = /^(.*)\{(.*)\}(.*)$/.exec(word) ?? []
    return inner?.split(/\s*[,←]\s*/).map((part) => before + part + after) ?? [word]
  })
}

/** Says whether a name stands for files, and not for a folder with all below it. */
export function isFile(name: string): boolean {
  return /\.tsx?$/.test(name)
}

/** Returns a regular expression for a name: `*` is one part of a path, or the stem of a file. */
export function toPattern(name: string): string {
  return name
    .replace(/\.tsx$/, '.ts')
    .replaceAll('.', String.raw`\.`)
    .replaceAll(String.raw`*\.`, String.raw`[^/]+\.`)
    .replaceAll('*', '[^/.]+')
}
