/** Waits so long for a connection. @throws what counts as one that the operating system gave up */
export async function within<T>(milliseconds: number, work: Promise<T>): Promise<T> {
  const { promise: tooLate, reject } = Promise.withResolvers<never>()
  const timer = setTimeout(() => reject(newLateConnection()), milliseconds)
  try {
    return await Promise.race([work, tooLate])
  } finally {
    clearTimeout(timer)
  }
}

/** With the code of a connection that the operating system gives up. */
function newLateConnection(): Error {
  return Object.assign(new Error('No connection to the database in time'), {
    code: 'ETIMEDOUT',
    syscall: 'connect',
  })
}
