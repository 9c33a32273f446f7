/** A row of the table in `table.ts`. */
export interface Wall {
  /** The folders or files of this row. In `{a ← b}`, each may also import the ones to its left. */
  of: string
  /** Folders and files of this repository. */
  may: string
  /** Kinds of files that `may` leaves out: `entity` stands for `*.entity.ts`. */
  except?: string
  /** npm packages and modules of Node. `*` and `node:*` stand for all of them. */
  packages?: string
  /** Files and packages of which it may import types only. Elsewhere types count like values. */
  types?: string
  /** Packages that it may only load when they are needed, by `import()`. */
  lazy?: string
  /** The reason, which lint prints. */
  because: string
}
