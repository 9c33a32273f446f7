import { retryStyles } from './retry-styles.ts'

/** The code of a page or of a part of it did not arrive: a new release replaced it, or there is no connection. */
export class MissingCode extends Error {}

/** Loads code and its styles, or says in its own words that it is missing. */
export async function loadCode<T>(load: () => Promise<T>): Promise<T> {
  try {
    await retryStyles()
    return await load()
  } catch (cause) {
    throw new MissingCode('The code of this page could not be loaded.', { cause })
  }
}
