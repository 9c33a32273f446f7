import { afterEach } from 'vitest'

const lines: string[] = []

/** The log of a platform under test: its faults, which are shown with a test that fails. */
export const faultLog = {
  level: 'error',
  stream: { write: (line: string) => void lines.push(line) },
}

afterEach(({ task }) => {
  if (task.result?.state === 'fail') process.stderr.write(lines.join(''))
  lines.length = 0
})
