/*
 * Counts the steps that a backtracking engine takes for a pattern, as those of JavaScript and Python do. So a test can
 * tell a pattern whose work grows faster than its text, without a clock. It knows the syntax that the redaction rules use.
 */
type Next = (at: number) => boolean
type Matcher = (at: number, next: Next) => boolean

export class SteppedPattern {
  /** Characters compared so far. */
  steps = 0
  readonly #source: string
  readonly #match: Matcher
  #position = 0
  #text = ''
  #groups: (string | undefined)[] = []
  #opened = 0

  constructor(source: string) {
    this.#source = source
    this.#match = this.#alternatives()
    if (this.#position < source.length) throw new Error(`cannot read ${source} at ${this.#position}`)
  }

  /** Where the match that begins at `at` ends, and its groups. */
  matchAt(text: string, at: number): { end: number; groups: readonly (string | undefined)[] } | undefined {
    this.#text = text
    this.#groups = []
    let end = -1
    const matched = this.#match(at, (reached) => {
      end = reached
      return true
    })
    return matched ? { end, groups: this.#groups } : undefined
  }

  #alternatives(): Matcher {
    const branches = [this.#sequence()]
    while (this.#take('|')) branches.push(this.#sequence())
    return (at, next) => branches.some((branch) => branch(at, next))
  }

  #sequence(): Matcher {
    const items: Matcher[] = []
    while (this.#position < this.#source.length && !/^[|)]/.test(this.#rest())) items.push(this.#quantified())
    return items.reduceRight<Matcher>(
      (following, item) => (at, next) => item(at, (reached) => following(reached, next)),
      (at, next) => next(at),
    )
  }

  #quantified(): Matcher {
    const isClass = !this.#rest().startsWith('(')
    const item = this.#atom()
    const [whole, star, low, comma, high, lazy] =
      /^(?:([*+?])|\{(\d+)(,?)(\d*)\})(\??)/.exec(this.#rest()) ?? []
    if (whole === undefined) return item
    this.#position += whole.length
    const min = star === undefined ? Number(low) : star === '+' ? 1 : 0
    const most = high === '' || high === undefined ? (comma === ',' ? Infinity : min) : Number(high)
    const max = star === undefined ? most : star === '?' ? 1 : Infinity
    return lazy
      ? repeatLazily(item, min, max)
      : isClass
        ? repeatClass(item, min, max)
        : repeat(item, min, max)
  }

  #atom(): Matcher {
    const group = /^\((?:\?(:|=|!|<=|<!))?/.exec(this.#rest())
    if (group) return this.#group(group[0], group[1])
    const [whole = ''] =
      /^(?:\[(?:\\u[0-9a-f]{4}|\\.|[^\]\\])*\]|\\[1-9]|\\u[0-9a-f]{4}|\\.|[^\\])/s.exec(this.#rest()) ?? []
    this.#position += whole.length
    const reference = /^\\([1-9])$/.exec(whole)?.[1]
    if (reference !== undefined) return this.#reference(Number(reference))
    const one = new RegExp(`^${whole}$`, 'us')
    return (at, next) => {
      this.steps++
      const char = this.#text[at]
      return char !== undefined && one.test(char) && next(at + 1)
    }
  }

  #group(opening: string, kind: string | undefined): Matcher {
    this.#position += opening.length
    const index = kind === undefined ? ++this.#opened : 0
    const from = this.#position
    const inner = this.#alternatives()
    const width = kind?.startsWith('<') ? widthOf(this.#source.slice(from, this.#position)) : 0
    if (!this.#take(')')) throw new Error(`${this.#source} has an open group`)
    const holds = (at: number): boolean =>
      at >= width && inner(at - width, (end) => width === 0 || end === at)
    if (kind === '=' || kind === '<=') return (at, next) => holds(at) && next(at)
    if (kind === '!' || kind === '<!') return (at, next) => !holds(at) && next(at)
    if (kind === ':') return inner
    return (at, next) =>
      inner(at, (end) => {
        const before = this.#groups[index]
        this.#groups[index] = this.#text.slice(at, end)
        if (next(end)) return true
        this.#groups[index] = before
        return false
      })
  }

  #reference(index: number): Matcher {
    return (at, next) => {
      this.steps++
      const group = this.#groups[index] ?? ''
      return this.#text.startsWith(group, at) && next(at + group.length)
    }
  }

  #rest(): string {
    return this.#source.slice(this.#position)
  }

  #take(char: string): boolean {
    if (this.#source[this.#position] !== char) return false
    this.#position++
    return true
  }
}

/** A repeated class needs no recursion: it goes on while it matches, and gives back one character after the other. */
function repeatClass(item: Matcher, min: number, max: number): Matcher {
  return (at, next) => {
    let count = 0
    while (count < max && item(at + count, () => true)) count++
    for (; count >= min; count--) if (next(at + count)) return true
    return false
  }
}

function repeat(item: Matcher, min: number, max: number): Matcher {
  const from = (count: number): Matcher => {
    return (at, next) =>
      (count < max && item(at, (end) => end > at && from(count + 1)(end, next))) || (count >= min && next(at))
  }
  return from(0)
}

function repeatLazily(item: Matcher, min: number, max: number): Matcher {
  return (at, next) => {
    for (let count = 0; count <= max; count++) {
      if (count >= min && next(at + count)) return true
      if (!item(at + count, () => true)) return false
    }
    return false
  }
}

/** The width of a look-behind, which is a class or a few characters. */
function widthOf(source: string): number {
  return source.match(/\[(?:\\.|[^\]\\])*\]|\\.|[^\\]/gs)?.length ?? 0
}
