/** What platforms under test have logged in this test: their faults. */
export const faultLines: string[] = []

/** Shows them with a test that fails: see `setup.ts`. */
export const faultLog = {
  level: 'error',
  stream: { write: (line: string) => void faultLines.push(line) },
}
