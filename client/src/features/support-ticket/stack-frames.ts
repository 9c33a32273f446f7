export interface StackPart {
  /** Frames of libraries and of the runtime are less interesting than the program's own. */
  kind: 'own' | 'library'
  lines: string[]
}

/** Where libraries and runtimes of JavaScript and Python are, and frames without a place. */
const LIBRARY =
  /[\\/]node_modules[\\/]|\bnode:|<anonymous>|site-packages|dist-packages|<frozen |[\\/]lib[\\/]python\d|\[native code\]/
/** A line that begins a frame. In Python, the source line follows. */
const FRAME = /^\s*(?:at |File ")/

/** Splits a stack into its own lines and runs of library frames, in their order. */
export function splitStack(stack: string): StackPart[] {
  const parts: StackPart[] = []
  let kind: StackPart['kind'] = 'own'
  for (const line of stack.split('\n')) {
    if (FRAME.test(line)) kind = LIBRARY.test(line) ? 'library' : 'own'
    // What is not indented is the message, or the beginning of another stack.
    else if (!/^\s/.test(line)) kind = 'own'
    const last = parts.at(-1)
    if (last?.kind === kind) last.lines.push(line)
    else parts.push({ kind, lines: [line] })
  }
  return parts
}

/** How many frames there are in a run of lines. */
export function countFrames(lines: readonly string[]): number {
  return lines.filter((line) => FRAME.test(line)).length
}
